delete from report_recipients where business_id = $1 and report_id = $2 and member_id = $3
    and exists (select 1 from businesses b where b.id = $1 and b.deleted_at is null)
