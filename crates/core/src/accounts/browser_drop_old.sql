delete from known_browsers where user_id = $1 and last_seen_at < $2
