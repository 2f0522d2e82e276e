select n.id, n.friendly_name, n.phone_number, n.group_id, g.name
from numbers n
left join number_groups g on g.business_id = $1 and g.id = n.group_id
where /* by number */n.business_id = $1 /* visible: n.id */
