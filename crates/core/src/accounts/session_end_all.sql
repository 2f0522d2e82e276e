delete from sessions where user_id = $1 and (cast($2 as bigint) is null or id <> $2)
