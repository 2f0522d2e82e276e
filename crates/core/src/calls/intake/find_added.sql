select id from calls where business_id = $1 and carrier_id = $2
