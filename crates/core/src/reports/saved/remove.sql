delete from reports where business_id = $1 and id = $2
