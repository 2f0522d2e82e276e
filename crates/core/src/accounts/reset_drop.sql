delete from password_resets where user_id = $1
