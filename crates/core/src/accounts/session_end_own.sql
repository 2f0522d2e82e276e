delete from sessions where user_id = $1 and id = $2 and impersonation_id is null returning id
