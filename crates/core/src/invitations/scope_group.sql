select id from number_groups where business_id = $1 and id = $2
