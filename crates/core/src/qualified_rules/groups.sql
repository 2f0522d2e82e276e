select id, name from number_groups where business_id = $1
