select id, kind, status, media_type, bytes, duration_seconds, channels, failure, created_at
from recordings
where business_id = $1 and call_id = $2
order by id
limit 100
