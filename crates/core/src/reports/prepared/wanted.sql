select member_id, question, state, expires_at from prepared_answers where business_id = $1 and id = $2
