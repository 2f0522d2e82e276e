select c.updated_at, w.last_good_at
from carriers c
left join carrier_webhooks w on w.business_id = $1
where c.business_id = $1
