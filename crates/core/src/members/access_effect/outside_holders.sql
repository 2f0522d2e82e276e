select o.id, o.email
from outside_group_grants a
join outside_recipients o on o.business_id = a.business_id and o.id = a.recipient_id and o.sees = 'specific'
where a.business_id = $1 and a.group_id = $2
