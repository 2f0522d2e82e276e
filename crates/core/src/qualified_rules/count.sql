select count(*) from qualified_rules where business_id = $1
