select id, name, email, password_hash, time_zone from users where email_canonical = $1
