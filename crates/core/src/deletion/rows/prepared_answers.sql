delete from prepared_answers
where business_id = $1 and id in (select id from prepared_answers where business_id = $1 order by id limit $2)
