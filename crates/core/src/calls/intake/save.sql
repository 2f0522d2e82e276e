update calls
set revision = revision + 1, status = $4, outcome = $5, carrier_status = $6, duration_seconds = $7, talk_seconds = $8,
    caller_gone = $9, closed = $10, screened = $11, voicemail = $12, started_at = $13
where business_id = $1 and id = $2 and revision = $3
