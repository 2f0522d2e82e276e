select id, name from businesses where slug = $1 and deleted_at is null
