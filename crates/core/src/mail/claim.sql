update outbox set next_attempt_at = $2, attempts = attempts + 1
where sent_at is null
    and next_attempt_at <= $1
    and id in (select id from outbox where sent_at is null and next_attempt_at <= $1 order by next_attempt_at limit 1)
returning id, to_address, sealed, attempts
