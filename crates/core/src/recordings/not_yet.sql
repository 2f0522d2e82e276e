update recordings
set next_attempt_at = $4, failure = $5, status = case when $6 then 'failed' else status end
where business_id = $1 and id = $2 and status = 'waiting' and attempts = $3
