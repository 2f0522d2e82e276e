-- The Owners stay to the end, since they get the last letter.
delete from members
where business_id = $1 and id in (
    select id from members
    where business_id = $1 and (role <> 'owner' or status <> 'active')
    order by id
    limit $2
)
