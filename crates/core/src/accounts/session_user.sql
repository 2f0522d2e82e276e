select user_id from sessions where token_hash = $1 and impersonation_id is null
