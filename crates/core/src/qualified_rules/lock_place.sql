update qualified_rules set place = place where business_id = $1 and id = $2 returning place, id, name
