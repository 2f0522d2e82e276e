select id, direction, status from messages where business_id = $1 and provider = $2 and carrier_id = $3
