-- Counts up to $6 calls, for viewers of all numbers.
select cast(count(*) as bigint) from (
    select 1 from calls c
    where business_id = $1 and (started_at, id) /* after */ ($3, $4) and started_at /* until */ $5
        /* if status */ and c.status = $7 /* end */
        /* if status_matching */ and c.status = $7 /* part matching.sql from 8 */ /* end */
        /* if matching */ /* part matching.sql from 7 */ /* end */
        /* visible: +number_id */
    limit $6
) matching
