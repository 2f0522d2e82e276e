update users set email = $2, email_canonical = $3,
    proved_at = case when proved_at is null and $4 then $5 else proved_at end
where id = $1
