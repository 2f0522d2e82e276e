select t.id, t.name, t.colour, t.created_at,
    (
        select cast(count(*) as bigint) from (
            select 1 from call_tags l
            where l.business_id = t.business_id and l.tag_id = t.id
            limit $3
        ) counted
    )
from tags t
where t.business_id = $1
order by t.name_folded, t.id
limit $2
