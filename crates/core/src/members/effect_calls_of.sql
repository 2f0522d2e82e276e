select count(*) from calls where business_id = $1 and number_id = $2
