delete from sessions where user_id = $1 and impersonation_id is not null
