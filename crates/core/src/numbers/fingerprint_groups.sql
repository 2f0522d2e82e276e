select g.id, g.name
from group_grants a
join number_groups g on g.business_id = a.business_id and g.id = a.group_id
where a.business_id = $1 and a.member_id = $2
order by g.id
