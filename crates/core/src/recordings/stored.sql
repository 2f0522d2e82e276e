update recordings
set status = 'stored', place = $3, media_type = $4, bytes = $5, stored_at = $6, failure = null
where business_id = $1 and id = $2 and status in ('waiting', 'failed')
