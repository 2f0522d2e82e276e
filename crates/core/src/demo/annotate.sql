update calls set qualified = $3, qualified_by = $4, value_cents = $5, spam = $6
where business_id = $1 and id = $2
returning number_id, source, started_at, status, talk_seconds, answer_seconds, first_time, qualified, value_cents, spam, blocked
