delete from report_recipients
where business_id = $1 and (report_id, member_id) in (
    select report_id, member_id from report_recipients where business_id = $1 limit $2
)
