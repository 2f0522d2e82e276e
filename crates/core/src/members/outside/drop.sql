delete from outside_recipients where business_id = $1 and id = $2
