update calls set first_time = true where business_id = $1 and id = $2
