-- A released number is promised no more.
select a.number_id
from invitation_numbers a
join numbers n on n.business_id = a.business_id and n.id = a.number_id
where a.business_id = $1 and a.invitation_id = $2 and n.status = 'active'
