update recordings set next_attempt_at = $2, attempts = attempts + 1
where status = 'waiting'
    and next_attempt_at <= $1
    and id in (
        select id from recordings where status = 'waiting' and next_attempt_at <= $1 order by next_attempt_at limit $3
    )
returning id, business_id, call_id, source_url, attempts
