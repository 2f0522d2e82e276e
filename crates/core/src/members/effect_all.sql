select id from numbers where business_id = $1
