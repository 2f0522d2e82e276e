update number_groups set name = name where business_id = $1 and id = $2
returning name
