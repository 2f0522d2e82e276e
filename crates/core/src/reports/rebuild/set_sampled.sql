update calls set sample = $3 where business_id = $1 and id = $2
