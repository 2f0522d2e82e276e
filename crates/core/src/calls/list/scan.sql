-- Scans the newest $36 calls and no more, and keeps those that match. The result has the last call scanned too, even if it
-- does not match: the next request continues from there. The scan by number has no condition on the calls' business: a number
-- belongs to one business, and the planner must go by number. PostgreSQL knows that the page is sorted, and stops when it is
-- full. It would not know that of the joined calls.
select page.is_match, page.place = $36, c.*
from (
    select c.id as page_id, c.started_at as page_at,
        row_number() over (order by c.started_at desc, c.id desc) as place,
        (
            (
                c.caller >= $28 and c.caller < $29
                or c.caller >= $30 and c.caller < $31
                or c.caller_reversed >= $32 and c.caller_reversed < $33
                or c.caller_name_folded >= $34 and c.caller_name_folded < $35
                or c.caller like cast($37 as text)
            )
            /* part matching.sql from 38 */
        ) as is_match
    from (
        /* if numbers */
        select calls.* from (
            select id as page_id from calls
            where (started_at, id) < ($24, $25) and started_at >= $26
                /* visible: number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                    and (cast($13 as bigint) is null and not $23
                        or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                        or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
            order by started_at desc, id desc
            limit $36
        ) newest
        join calls on calls.id = newest.page_id
        /* else */
        select * from calls
        where business_id = $1 and (started_at, id) < ($24, $25) and started_at >= $26
            /* visible: +number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null and not $23
                    or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                    or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
        order by started_at desc, id desc
        limit $36
        /* end */
    ) c
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1 and (page.is_match or page.place = $36)
order by page.page_at desc, page.page_id desc
limit $27
