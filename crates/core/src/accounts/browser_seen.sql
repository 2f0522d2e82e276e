select count(*), count(*) filter (where cookie_hash = $2) from known_browsers where user_id = $1
