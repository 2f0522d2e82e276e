-- Two calls may have come at the same moment: then the least id is first, and that is not this one.
update calls set first_time = false
where business_id = $1 and number_id = $2 and caller = $3 and first_time and started_at >= $4
returning id, number_id, source, started_at, status, talk_seconds, answer_seconds, first_time, qualified, value_cents, spam,
    blocked
