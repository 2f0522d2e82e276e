select id, carrier_id, target, status, answered_at, ended_at, duration_seconds, dial_status, dial_connected, dial_presumed,
    dial_seconds, created_at
from legs
where business_id = $1 and call_id = $2
order by created_at, id
limit 500
