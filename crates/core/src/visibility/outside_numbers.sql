select n.id, n.friendly_name, n.phone_number, n.status
from outside_number_grants a
join numbers n on n.business_id = a.business_id and n.id = a.number_id
where a.business_id = $1 and a.recipient_id = $2
order by n.status, n.name_folded, n.id
limit $3
