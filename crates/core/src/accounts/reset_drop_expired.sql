delete from password_resets where user_id = $1 and expires_at <= $2
