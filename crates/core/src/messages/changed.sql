select m.id, m.number_id,
    (select n.friendly_name from numbers n where n.business_id = $1 and n.id = m.number_id),
    m.direction, m.status, m.from_address, m.from_kind, m.to_address, m.body, m.segments,
    (select count(*) from message_media d where d.business_id = $1 and d.message_id = m.id),
    m.received_at, m.sent_at
from messages m
where m.business_id = $1
    and m.id in (
        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29, $30, $31, $32, $33
    )
