delete from report_letters where business_id = $1 and (
    member_id = $2
    or report_id in (select r.id from reports r where r.business_id = $1 and r.author_member_id = $2 and not r.is_shared)
)
