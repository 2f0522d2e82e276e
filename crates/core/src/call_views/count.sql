select count(*) from (
    select 1 from call_views
    where business_id = $1 and author_member_id = $2
    limit $3
) counted
