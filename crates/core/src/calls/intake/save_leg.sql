insert into legs (business_id, call_id, carrier_id, status, duration_seconds, target, answered_at, ended_at, dial_status,
    dial_connected, dial_presumed, dial_seconds, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (business_id, call_id, carrier_id) do update
set status = excluded.status, duration_seconds = excluded.duration_seconds, target = excluded.target,
    answered_at = excluded.answered_at, ended_at = excluded.ended_at, dial_status = excluded.dial_status,
    dial_connected = excluded.dial_connected, dial_presumed = excluded.dial_presumed, dial_seconds = excluded.dial_seconds
