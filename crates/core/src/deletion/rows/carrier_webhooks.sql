delete from carrier_webhooks
where business_id = $1 and business_id in (select business_id from carrier_webhooks where business_id = $1 limit $2)
