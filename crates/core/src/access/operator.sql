select id, name from businesses where slug = $1
