update qualified_rules set name = name where business_id = $1 and id = $2
returning id, name, matches, conditions, created_at
