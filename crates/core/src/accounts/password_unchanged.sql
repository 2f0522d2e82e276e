update users set password_hash = password_hash where id = $1 and password_hash = $2
