delete from qualified_rules where business_id = $1 and id = $2
