select count(*)
from number_groups g
where g.business_id = $1
    and (
        exists (select 1 from members m where m.business_id = $1 and m.id = $2 and m.sees = 'all')
        or exists (
            select 1 from outside_recipients o
            where o.business_id = $1 and o.id = -cast($2 as bigint) and o.sees = 'all'
        )
        or exists (
            select 1 from group_access
            where group_access.business_id = $1 and group_access.member_id = $2 and group_access.group_id = g.id
        )
        or exists (
            select 1 from numbers n
            where n.business_id = $1 and n.group_id = g.id
                /* visible: n.id */
        )
    )
