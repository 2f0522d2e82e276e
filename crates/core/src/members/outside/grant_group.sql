insert into outside_group_grants (business_id, viewer_id, group_id, recipient_id)
select $1, -cast($2 as bigint), g.id, cast($2 as bigint)
from number_groups g
where g.business_id = $1 and g.id = $3
