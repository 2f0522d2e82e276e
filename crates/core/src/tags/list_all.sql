select id, name, colour, created_at from tags
where business_id = $1
order by name_folded, id
limit $2
