update qualified_rules set place = place where business_id = $1 returning place, id, name
