select g.member_id, g.number_id
from number_grants g
where g.business_id = $1
union
select g.member_id, n.id
from group_grants g
join numbers n on n.business_id = $1 and n.group_id = g.group_id
where g.business_id = $1
