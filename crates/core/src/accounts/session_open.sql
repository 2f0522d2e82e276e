insert into sessions (user_id, token_hash, created_at, last_seen_at, expires_at, address, device)
values ($1, $2, $3, $3, $4, $5, $6)
