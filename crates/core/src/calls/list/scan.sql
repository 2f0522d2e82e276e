-- Scans the newest $19 calls and no more, and keeps those that match. The result has the last call scanned too, even if it
-- does not match: the next request continues from there. The scan by number has no condition on the calls' business: a number
-- belongs to one business, and the planner must go by number. PostgreSQL knows that the page is sorted, and stops when it is
-- full. It would not know that of the joined calls.
select page.is_match, page.place = $19, c.*
from (
    select scanned.id as page_id, scanned.started_at as page_at,
        row_number() over (order by scanned.started_at desc, scanned.id desc) as place,
        (cast($9 as text) is null or scanned.status = $9)
            and (cast($10 as text) is null or scanned.source = $10)
            and (cast($20 as text) is null or $20 = case when scanned.qualified then 'true' when not scanned.qualified then 'false' else 'none' end)
            and (cast($21 as boolean) is null or scanned.spam = $21)
            and (cast($22 as bigint) is null or exists (
                select 1 from call_tags l where l.business_id = $1 and l.call_id = scanned.id and l.tag_id = $22
            ))
            and (
                scanned.caller >= $11 and scanned.caller < $12
                or scanned.caller >= $13 and scanned.caller < $14
                or scanned.caller_reversed >= $15 and scanned.caller_reversed < $16
                or scanned.caller_name_folded >= $17 and scanned.caller_name_folded < $18
                or scanned.caller like cast($23 as text)
            ) as is_match
    from (
        /* if numbers */
        select calls.* from (
            select id as page_id from calls
            where (started_at, id) < ($5, $6) and started_at >= $7
                /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
                    and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
            order by started_at desc, id desc
            limit $19
        ) newest
        join calls on calls.id = newest.page_id
        /* else */
        select * from calls
        where business_id = $1 and (started_at, id) < ($5, $6) and started_at >= $7
            /* visible: +number_id among (cast($3 as bigint) is null or number_id = $3)
                and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
        order by started_at desc, id desc
        limit $19
        /* end */
    ) scanned
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1 and (page.is_match or page.place = $19)
order by page.page_at desc, page.page_id desc
limit $8
