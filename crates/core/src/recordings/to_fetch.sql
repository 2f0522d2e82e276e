select source_url, duration_seconds
from recordings
where business_id = $1 and id = $2 and status in ('waiting', 'failed') and source_url is not null
