select id, kind, payload, failure, failed_at, attempts
from jobs
where business_id = $1 and failed_at is not null
order by failed_at desc, id desc
limit 50
