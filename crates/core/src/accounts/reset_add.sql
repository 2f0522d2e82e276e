insert into password_resets (user_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4)
