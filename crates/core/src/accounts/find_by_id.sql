select id, name, email, password_hash, proved_at is not null, time_zone from users where id = $1
