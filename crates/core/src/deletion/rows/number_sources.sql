delete from number_sources
where business_id = $1 and (number_id, source) in (select number_id, source from number_sources where business_id = $1 limit $2)
