select id from members where business_id = $1 and user_id = $2 order by id limit 1
