insert into sessions (user_id, impersonation_id, token_hash, created_at, last_seen_at, confirmed_at, expires_at, ends_at,
    address, device)
values ($1, $2, $3, $4, $4, $4, $5, $5, $6, $7)
