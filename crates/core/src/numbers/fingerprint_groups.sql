select g.id, g.name
from group_access
cross join number_groups g
where group_access.business_id = $1 and group_access.member_id = $2
    and g.business_id = group_access.business_id and g.id = group_access.group_id
order by g.id
