select count(*) from (
    select 1 from reports
    where business_id = $1 and author_member_id = $2
    limit $3
) counted
