-- Counts up to $8 calls of the viewer's numbers.
select cast(count(*) as bigint) from (
    select 1 from calls
    where (started_at, id) /* after */ ($5, $6) and started_at /* until */ $7
        /* if status */ and status = $9 /* end */
        /* if source */ and source = $9 and status in ($10, $11, $12, $13, $14, $15, $16) /* end */
        /* if qualified */ and qualified = $9 and (cast($10 as text) is null or status = $10) and (cast($11 as text) is null or source = $11) and (cast($12 as boolean) is null or spam = $12) /* end */
        /* if not_said */ and qualified is null and (cast($9 as text) is null or status = $9) and (cast($10 as text) is null or source = $10) and (cast($11 as boolean) is null or spam = $11) /* end */
        /* if spam */ and spam and (cast($9 as text) is null or status = $9) and (cast($10 as text) is null or source = $10) /* end */
        /* if not_spam */ and not spam and (cast($9 as text) is null or status = $9) and (cast($10 as text) is null or source = $10) /* end */
        /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
            and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
    limit $8
) matching
-- The calls have no condition on their business, as a number belongs to one; the member has.
where exists (select 1 from members where business_id = $1 and id = $2)
