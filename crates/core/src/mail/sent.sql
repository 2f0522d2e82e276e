update outbox set sent_at = $2, next_attempt_at = null, failure = null, sealed = $3 where id = $1
