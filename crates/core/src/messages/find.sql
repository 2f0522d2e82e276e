select m.id, m.number_id,
    (select n.friendly_name from numbers n where n.business_id = $1 and n.id = m.number_id),
    m.direction, m.status, m.from_address, m.from_kind, m.to_address, m.body, m.segments,
    (select count(*) from message_media d where d.business_id = $1 and d.message_id = m.id),
    m.received_at, m.sent_at
from messages m
where m.business_id = $1 and m.id = $3 /* visible: m.number_id */
