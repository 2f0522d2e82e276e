insert into outside_number_grants (business_id, viewer_id, number_id, recipient_id)
select $1, -cast($2 as bigint), n.id, cast($2 as bigint)
from numbers n
where n.business_id = $1 and n.id = $3 and n.status = 'active'
