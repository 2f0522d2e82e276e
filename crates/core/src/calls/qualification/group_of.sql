select group_id from numbers where business_id = $1 and id = $2
