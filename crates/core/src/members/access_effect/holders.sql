select m.id, m.name
from group_grants a
join members m on m.business_id = a.business_id and m.id = a.member_id and m.status = 'active' and m.sees = 'specific'
where a.business_id = $1 and a.group_id = $2
