select n.phone_number, g.id, g.name
from numbers n
left join number_groups g on g.business_id = n.business_id and g.id = n.group_id
where n.business_id = $1 and n.id = $3 and n.status = 'active'
    /* visible: n.id */
