select id from numbers where business_id = $1 and group_id = $2
