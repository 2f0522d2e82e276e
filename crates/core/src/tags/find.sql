select id, name, colour, created_at from tags
where business_id = $1 and id = $2
