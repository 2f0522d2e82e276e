select count(*) from (
    select 1 as one from calls
    where number_id = (select id from numbers where business_id = $1 and id = $2)
    limit $3
) as counted
