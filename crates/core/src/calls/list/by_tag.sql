-- The calls of a tag, by the tag's own index. As in by_number.sql, the planner must go by number. The join is crossed because
-- SQLite keeps the order of such a one.
select c.*
from (
    select l.call_id as page_id from call_tags l
    /* if matching */ cross join calls c /* end */
    where (l.started_at, l.call_id) /* after */ ($24, $25) and l.started_at /* until */ $26 and l.tag_id = $28
        /* if matching */ and c.id = l.call_id /* part matching.sql from 29 */ /* end */
        /* visible: l.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null and not $23
                or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
    order by l.started_at /* way */, l.call_id /* way */
    limit $27
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1
order by c.started_at /* way */, c.id /* way */
