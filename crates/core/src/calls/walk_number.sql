-- Looks at the newest $19 calls and no further, and answers the last of them too, matching or not: a next request
-- goes on from there.
-- Without a condition on the calls' business: a number is of one business, and the planner is to go by number.
select c.id, c.number_id,
    (select n.friendly_name from numbers n where n.business_id = $1 and n.id = c.number_id),
    c.direction, c.status, c.outcome, c.caller, c.caller_kind, c.caller_name, c.destination, c.source,
    c.started_at, c.duration_seconds, c.talk_seconds,
    (select cast(r.id as text) || ' ' || r.kind || ' ' || r.status || ' ' || coalesce(cast(r.duration_seconds as text), '')
        from recordings r where r.business_id = $1 and r.call_id = c.id order by r.id desc limit 1),
    c.is_match, c.place = $19
from (
    select scanned.*,
        row_number() over (order by scanned.started_at desc, scanned.id desc) as place,
        (cast($9 as text) is null or scanned.status = $9)
            and (cast($10 as text) is null or scanned.source = $10)
            and (
                scanned.caller >= $11 and scanned.caller < $12
                or scanned.caller >= $13 and scanned.caller < $14
                or scanned.caller_reversed >= $15 and scanned.caller_reversed < $16
                or scanned.caller_name_folded >= $17 and scanned.caller_name_folded < $18
            ) as is_match
    from (
        select id as page_id from calls
        where (started_at, id) < ($5, $6) and started_at >= $7
            /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
            and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
        order by started_at desc, id desc
        limit $19
    ) page
    join calls scanned on scanned.id = page.page_id
) c
where c.is_match or c.place = $19
order by c.started_at desc, c.id desc
limit $8
