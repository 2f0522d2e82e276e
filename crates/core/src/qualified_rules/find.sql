select id, name, matches, conditions, created_at from qualified_rules
where business_id = $1 and id = $2
