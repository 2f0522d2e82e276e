-- Counts up to $6 calls, for viewers of all numbers.
select cast(count(*) as bigint) from (
    select 1 from calls
    where business_id = $1 and (started_at, id) /* after */ ($3, $4) and started_at /* until */ $5
        /* if status */ and status = $7 /* end */
        /* visible: +number_id */
    limit $6
) matching
