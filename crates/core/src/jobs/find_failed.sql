select id, kind, payload, failure, failed_at, attempts
from jobs
where business_id = $1 and id = $2 and failed_at is not null
