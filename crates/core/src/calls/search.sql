-- Only for terms that few calls of the business match: all of them are looked at, in the indexes alone.
select c.id, c.number_id,
    (select n.friendly_name from numbers n where n.business_id = $1 and n.id = c.number_id),
    c.direction, c.status, c.outcome, c.caller, c.caller_kind, c.caller_name, c.destination, c.source,
    c.started_at, c.duration_seconds, c.talk_seconds,
    (select cast(r.id as text) || ' ' || r.kind || ' ' || r.status || ' ' || coalesce(cast(r.duration_seconds as text), '')
        from recordings r where r.business_id = $1 and r.call_id = c.id order by r.id desc limit 1)
from (
    select page_id from (
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller >= $11 and caller < $12 and (started_at, id) < ($5, $6) and started_at >= $7
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller >= $13 and caller < $14 and (started_at, id) < ($5, $6) and started_at >= $7
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller_reversed >= $15 and caller_reversed < $16 and (started_at, id) < ($5, $6) and started_at >= $7
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller_name_folded >= $17 and caller_name_folded < $18 and (started_at, id) < ($5, $6) and started_at >= $7
    ) matching
    where page_id is not null
        /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
            and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
    order by page_at desc, page_id desc
    limit $19
) page
join calls c on c.id = page.page_id
where (cast($9 as text) is null or c.status = $9) and (cast($10 as text) is null or c.source = $10)
order by c.started_at desc, c.id desc
limit $8
