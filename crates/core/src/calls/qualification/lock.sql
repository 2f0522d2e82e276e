update calls set spam = spam where business_id = $1 and id = $2
returning number_id, source, started_at, status, talk_seconds, answer_seconds, first_time, qualified, value_cents, spam, blocked
