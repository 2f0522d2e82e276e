select count(*)
from number_groups g
where g.business_id = $1
    and (
        exists (select 1 from members m where m.business_id = $1 and m.id = $2 and m.sees = 'all')
        or exists (select 1 from group_grants a where a.business_id = $1 and a.member_id = $2 and a.group_id = g.id)
        or exists (
            select 1 from numbers n
            where n.business_id = $1 and n.group_id = g.id
                /* visible: n.id */
        )
    )
