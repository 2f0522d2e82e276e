update users set password_hash = $2, name = coalesce(cast($3 as text), name), proved_at = $4
where id = $1 and proved_at is null
