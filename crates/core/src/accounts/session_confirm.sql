update sessions set confirmed_at = $3 where user_id = $1 and id = $2 and impersonation_id is null
