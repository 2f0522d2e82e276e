select id, name, email, password_hash from users where email_canonical = $1
