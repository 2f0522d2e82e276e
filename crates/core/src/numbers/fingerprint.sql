select n.id, n.friendly_name, n.source, n.status, n.forward_to, n.records_calls, n.group_id, g.name
from numbers n
left join number_groups g on g.business_id = n.business_id and g.id = n.group_id
where /* by number */n.business_id = $1 /* visible: n.id */
order by n.id
