delete from carriers where business_id = $1
