select c.id, c.number_id,
    (select n.friendly_name from numbers n where n.business_id = $1 and n.id = c.number_id),
    c.direction, c.status, c.outcome, c.caller, c.caller_kind, c.caller_name, c.destination, c.source,
    c.started_at, c.duration_seconds, c.talk_seconds,
    (select cast(r.id as text) || ' ' || r.kind || ' ' || r.status || ' ' || coalesce(cast(r.duration_seconds as text), '')
        from recordings r where r.business_id = $1 and r.call_id = c.id order by r.id desc limit 1)
from (
    select * from calls
    where business_id = $1 and (started_at, id) > ($3, $4) and started_at < $5 /* visible: number_id */
    order by started_at, id
    limit $6
) c
order by c.started_at, c.id
