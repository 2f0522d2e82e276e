select id from numbers where business_id = $1 and id > $2 order by id limit $3
