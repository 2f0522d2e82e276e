delete from setup_records
where business_id = $1 and (tried) in (select tried from setup_records where business_id = $1 limit $2)
