select id
from recordings
where business_id = $1 and carrier_id = $2 and call_id = $3 and status = 'waiting' and source_url is not null
