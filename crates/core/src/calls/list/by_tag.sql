-- The calls of a tag, by the tag's own index. As in by_number.sql, the planner must go by number. The join is crossed because
-- SQLite keeps the order of such a one.
select c.*
from (
    select l.call_id as page_id from call_tags l
    /* if narrowed */ cross join calls n /* end */
    where (l.started_at, l.call_id) /* after */ ($5, $6) and l.started_at /* until */ $7 and l.tag_id = $9
        /* if narrowed */ and n.id = l.call_id and (cast($10 as text) is null or n.status = $10) and (cast($11 as text) is null or n.source = $11)
            and (cast($12 as text) is null or $12 = case when n.qualified then 'true' when not n.qualified then 'false' else 'none' end)
            and (cast($13 as boolean) is null or n.spam = $13) /* end */
        /* visible: l.number_id among (cast($3 as bigint) is null or number_id = $3)
            and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
    order by l.started_at /* way */, l.call_id /* way */
    limit $8
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1
order by c.started_at /* way */, c.id /* way */
