-- Without a condition on the calls' business: a number is of one business, and the planner is to go by number.
select c.id, c.number_id,
    (select n.friendly_name from numbers n where n.business_id = $1 and n.id = c.number_id),
    c.direction, c.status, c.outcome, c.caller, c.caller_kind, c.caller_name, c.destination, c.source,
    c.started_at, c.duration_seconds, c.talk_seconds,
    (select cast(r.id as text) || ' ' || r.kind || ' ' || r.status || ' ' || coalesce(cast(r.duration_seconds as text), '')
        from recordings r where r.business_id = $1 and r.call_id = c.id order by r.id desc limit 1)
from (
    select id as page_id from calls
    where (started_at, id) > ($5, $6) and started_at < $7 and source = $9
        and status in ($10, $11, $12, $13, $14, $15, $16)
        /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
            and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
    order by started_at, id
    limit $8
) page
join calls c on c.id = page.page_id
order by c.started_at, c.id
