delete from address_changes where token_hash = $1 and expires_at > $2 and user_id = $3 returning email
