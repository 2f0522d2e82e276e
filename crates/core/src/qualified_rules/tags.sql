select id, name from tags where business_id = $1
