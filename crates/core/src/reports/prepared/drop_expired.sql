delete from prepared_answers where business_id = $1 and member_id = $2 and expires_at <= $3
