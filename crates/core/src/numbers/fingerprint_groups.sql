select g.id, g.name
from number_groups g
where +g.business_id = $1
    and g.id in (select group_id from group_access where group_access.business_id = $1 and group_access.member_id = $2)
order by g.id
