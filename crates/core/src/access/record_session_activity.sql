update sessions set last_seen_at = $2, expires_at = case when ends_at < $3 then ends_at else $3 end
where id = $1 and impersonation_id is null and expires_at > $2 and last_seen_at <= $4
