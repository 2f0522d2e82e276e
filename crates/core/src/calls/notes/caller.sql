select caller from calls where business_id = $1 and id = $2
