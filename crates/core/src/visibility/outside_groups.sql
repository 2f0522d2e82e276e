select g.id, g.name,
    (select count(*) from numbers n where n.business_id = $1 and n.group_id = g.id and n.status = 'active')
from outside_group_grants a
join number_groups g on g.business_id = a.business_id and g.id = a.group_id
where a.business_id = $1 and a.recipient_id = $2
order by g.name_folded, g.id
limit $3
