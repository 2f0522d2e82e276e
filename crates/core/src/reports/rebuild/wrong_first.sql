-- A call of the month that is marked as its caller's first and is not, or is and is not marked.
select id, first_time from calls
where +business_id = $1 and number_id = $2 and started_at >= $3 and started_at < $4
    and first_time <> (
        caller is not null
        and not exists (
            select 1 from calls earlier
            where +earlier.business_id = $1 and earlier.number_id = $2 and earlier.caller = calls.caller
                and (earlier.started_at, earlier.id) < (calls.started_at, calls.id)
        )
    )
order by started_at, id
limit 1
