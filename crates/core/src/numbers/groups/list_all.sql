-- For members and outside recipients of all numbers.
select g.id, g.name, g.created_at,
    (
        select string_agg(cast(n.id as text), ',') from numbers n
        where n.business_id = $1 and n.group_id = g.id and n.status = 'active'
            /* visible: n.id */
    )
from number_groups g
where g.business_id = $1
    and (g.name_folded, g.id) > ($3, $4)
    and (cast($5 as text) is null or g.name_folded like $5 escape '\')
    and (
        exists (select 1 from members m where m.business_id = $1 and m.id = $2 and m.sees = 'all')
        or exists (
            select 1 from outside_recipients o
            where o.business_id = $1 and o.id = -cast($2 as bigint) and o.sees = 'all'
        )
    )
order by g.name_folded, g.id
limit $6
