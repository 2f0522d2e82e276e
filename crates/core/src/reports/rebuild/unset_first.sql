update calls set first_time = false
where +business_id = $1 and number_id = $2 and started_at >= $3 and started_at < $4 and first_time
    and (
        caller is null
        or exists (
            select 1 from calls earlier
            where +earlier.business_id = $1 and earlier.number_id = $2 and earlier.caller = calls.caller
                and (earlier.started_at, earlier.id) < (calls.started_at, calls.id)
        )
    )
returning id, number_id, source, started_at, status, talk_seconds, answer_seconds, first_time, qualified, value_cents, spam,
    blocked
