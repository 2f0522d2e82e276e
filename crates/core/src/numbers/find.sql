select n.id, n.phone_number, n.friendly_name, n.source, n.group_id, g.name, n.forward_to, n.records_calls, n.status,
    n.created_at, n.released_at
from numbers n
left join number_groups g on g.business_id = n.business_id and g.id = n.group_id
where n.business_id = $1 and n.id = $3
/* visible: n.id */
