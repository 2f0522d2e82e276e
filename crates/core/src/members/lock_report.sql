update reports set name = name where business_id = $1 and id = $2
