delete from tags where business_id = $1 and id = $2
