select n.id, n.phone_number, n.friendly_name, n.source, n.group_id, g.name
from numbers n
left join number_groups g on g.business_id = $1 and g.id = n.group_id
where n.business_id = $1
order by n.id
