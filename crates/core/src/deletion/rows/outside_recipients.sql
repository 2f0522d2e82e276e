delete from outside_recipients
where business_id = $1 and id in (select id from outside_recipients where business_id = $1 order by id limit $2)
