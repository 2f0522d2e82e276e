update qualified_rules set name = $3, matches = $4, conditions = $5 where business_id = $1 and id = $2
