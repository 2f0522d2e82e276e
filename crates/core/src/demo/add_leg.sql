insert into legs (business_id, call_id, carrier_id, target, status, answered_at, ended_at, duration_seconds, dial_status,
    dial_connected, dial_presumed, dial_seconds, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
