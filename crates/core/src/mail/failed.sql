update outbox set next_attempt_at = $2, failure = $3 where id = $1
