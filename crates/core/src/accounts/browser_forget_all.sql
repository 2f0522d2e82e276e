delete from known_browsers where user_id = $1
