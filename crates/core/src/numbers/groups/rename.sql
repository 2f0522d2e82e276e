update number_groups set name = $3, name_folded = $4 where business_id = $1 and id = $2
