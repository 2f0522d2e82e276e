update calls
set revision = revision + 1, status = $4, outcome = $5, carrier_status = $6, duration_seconds = $7, talk_seconds = $8,
    caller_gone = $9, closed = $10, screened = $11, voicemail = $12, started_at = $13, overdue = $14, carrier_seconds = $15, ended_at = $16,
    answer_seconds = $17
where business_id = $1 and id = $2 and revision = $3
returning number_id, source, started_at, status, talk_seconds, answer_seconds, first_time, qualified, value_cents, spam, blocked
