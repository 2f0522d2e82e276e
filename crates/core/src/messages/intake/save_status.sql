update messages set status = $4 where business_id = $1 and id = $2 and status = $3
