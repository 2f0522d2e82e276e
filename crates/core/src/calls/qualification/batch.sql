select c.id, c.qualified_by,
    (select n.group_id from numbers n where n.business_id = c.business_id and n.id = c.number_id),
    (
        select string_agg(cast(l.tag_id as text), ',')
        from call_tags l
        where l.business_id = c.business_id and l.call_id = c.id
    ),
    c.number_id, c.source, c.started_at, c.status, c.talk_seconds, c.answer_seconds, c.first_time, c.qualified,
    c.value_cents, c.spam, c.blocked
from calls c
where c.business_id = $1 and (c.started_at, c.id) < ($2, $3)
order by c.started_at desc, c.id desc
limit $4
