update recordings
set status = 'stored', place = $4, media_type = $5, bytes = $6, stored_at = $7, next_attempt_at = null, failure = null
where business_id = $1 and id = $2 and status = 'waiting' and attempts = $3
