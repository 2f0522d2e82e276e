-- Only for terms that few calls of the viewer's numbers match: all of them are read, from the indexes alone. The plus signs
-- keep both engines from going by time. A range that is empty is not looked up in each number.
select c.*
from (
    select page_id from (
        select id as page_id, started_at as page_at from calls
        where caller >= $28 and caller < $29 and $28 < $29 and (+started_at, +id) < ($24, $25) and +started_at >= $26
            /* visible: number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null and not $23
                    or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                    or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
        union
        select id as page_id, started_at as page_at from calls
        where caller >= $30 and caller < $31 and $30 < $31 and (+started_at, +id) < ($24, $25) and +started_at >= $26
            /* visible: number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null and not $23
                    or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                    or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
        union
        select id as page_id, started_at as page_at from calls
        where caller_reversed >= $32 and caller_reversed < $33 and $32 < $33 and (+started_at, +id) < ($24, $25) and +started_at >= $26
            /* visible: number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null and not $23
                    or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                    or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
        union
        select id as page_id, started_at as page_at from calls
        where caller_name_folded >= $34 and caller_name_folded < $35 and $34 < $35 and (+started_at, +id) < ($24, $25) and +started_at >= $26
            /* visible: number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null and not $23
                    or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                    or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
    ) matching
    order by page_at desc, page_id desc
    limit $36
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1
    /* part matching.sql from 37 */
order by c.started_at desc, c.id desc
limit $27
