select c.id, c.number_id,
    (select n.friendly_name from numbers n where n.business_id = $1 and n.id = c.number_id),
    c.direction, c.status, c.outcome, c.caller, c.caller_kind, c.caller_name, c.destination, c.source,
    c.started_at, c.duration_seconds, c.talk_seconds,
    (select cast(r.id as text) || ' ' || r.kind || ' ' || r.status || ' ' || coalesce(cast(r.duration_seconds as text), '')
        from recordings r where r.business_id = $1 and r.call_id = c.id order by r.id desc limit 1)
from calls c
where c.business_id = $1 and c.id = $3 /* visible: c.number_id */
