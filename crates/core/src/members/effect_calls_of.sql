select count(*) from calls
where number_id = (select id from numbers where business_id = $1 and id = $2)
