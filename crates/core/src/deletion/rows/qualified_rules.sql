delete from qualified_rules
where business_id = $1 and id in (select id from qualified_rules where business_id = $1 order by id limit $2)
