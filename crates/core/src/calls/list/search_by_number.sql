-- Only for terms that few calls of the viewer's numbers match: all of them are read, from the indexes alone. The plus signs
-- keep both engines from going by time. A range that is empty is not looked up in each number.
select c.*
from (
    select page_id from (
        select id as page_id, started_at as page_at from calls
        where caller >= $11 and caller < $12 and $11 < $12 and (+started_at, +id) < ($5, $6) and +started_at >= $7
            /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
                and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
        union
        select id as page_id, started_at as page_at from calls
        where caller >= $13 and caller < $14 and $13 < $14 and (+started_at, +id) < ($5, $6) and +started_at >= $7
            /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
                and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
        union
        select id as page_id, started_at as page_at from calls
        where caller_reversed >= $15 and caller_reversed < $16 and $15 < $16 and (+started_at, +id) < ($5, $6) and +started_at >= $7
            /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
                and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
        union
        select id as page_id, started_at as page_at from calls
        where caller_name_folded >= $17 and caller_name_folded < $18 and $17 < $18 and (+started_at, +id) < ($5, $6) and +started_at >= $7
            /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
                and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
    ) matching
    order by page_at desc, page_id desc
    limit $19
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1 and (cast($9 as text) is null or c.status = $9) and (cast($10 as text) is null or c.source = $10)
    and (cast($20 as text) is null or $20 = case when c.qualified then 'true' when not c.qualified then 'false' else 'none' end)
    and (cast($21 as boolean) is null or c.spam = $21)
    and (cast($22 as bigint) is null or exists (
        select 1 from call_tags l where l.business_id = $1 and l.call_id = c.id and l.tag_id = $22
    ))
order by c.started_at desc, c.id desc
limit $8
