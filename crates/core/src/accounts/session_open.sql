insert into sessions (user_id, token_hash, created_at, last_seen_at, confirmed_at, expires_at, ends_at, address, device)
values ($1, $2, $3, $3, $3, $4, $5, $6, $7)
