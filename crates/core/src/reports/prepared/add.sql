insert into prepared_answers (business_id, member_id, question, question_digest, state, access, done_calls, total_calls, asked_at,
    expires_at)
values ($1, $2, $3, $4, 'waiting', $5, 0, $6, $7, $8)
on conflict (business_id, member_id, question_digest) do nothing
returning id
