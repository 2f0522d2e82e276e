update tags set name = name where business_id = $1 and id = $2
returning id, name, colour, created_at
