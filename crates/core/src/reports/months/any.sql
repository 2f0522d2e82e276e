select cast(1 as bigint) from report_hours r
where exists (select 1 from businesses b where b.id = r.business_id and b.deleted_at is null)
limit 1
