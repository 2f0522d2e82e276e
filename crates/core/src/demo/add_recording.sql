insert into recordings (business_id, call_id, number_id, carrier_id, kind, status, place, media_type, bytes, duration_seconds,
    channels, created_at, stored_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
