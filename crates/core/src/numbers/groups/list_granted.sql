-- For members and outside recipients with Specific Numbers: the groups that are granted, and those of the numbers that they see.
select g.id, g.name, g.created_at,
    (
        select string_agg(cast(n.id as text), ',') from numbers n
        where n.business_id = $1 and n.group_id = g.id and n.status = 'active'
            /* visible: n.id */
    )
from number_groups g
where +g.business_id = $1
    and (g.name_folded, g.id) > ($3, $4)
    and (cast($5 as text) is null or g.name_folded like $5 escape '\')
    and g.id in (
        select group_id from group_access where business_id = $1 and member_id = $2
        union
        select n.group_id from numbers n
        where /* by number */n.business_id = $1 and n.group_id is not null
            /* visible: n.id */
    )
order by g.name_folded, g.id
limit $6
