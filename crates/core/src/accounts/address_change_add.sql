insert into address_changes (user_id, email, email_canonical, token_hash, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6)
