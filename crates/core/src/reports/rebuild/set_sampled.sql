update calls set in_sample = $3 where business_id = $1 and id = $2
