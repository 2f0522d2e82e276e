update sessions set last_seen_at = $2, expires_at = $3
where id = $1 and impersonation_id is null and expires_at > $2 and last_seen_at <= $4
