-- The scan has no condition on the calls' business: a number belongs to one business, and the planner must go by number. The
-- plus sign keeps SQLite from going through the business's calls to find those of the page.
select c.*
from (
    select id as page_id from calls
    where (started_at, id) /* after */ ($5, $6) and started_at /* until */ $7
        /* if status */ and status = $9 /* end */
        /* if source */ and source = $9 and status in ($10, $11, $12, $13, $14, $15, $16) /* end */
        /* if qualified */ and qualified = $9 and (cast($10 as text) is null or status = $10) and (cast($11 as text) is null or source = $11) and (cast($12 as boolean) is null or spam = $12) /* end */
        /* if not_said */ and qualified is null and (cast($9 as text) is null or status = $9) and (cast($10 as text) is null or source = $10) and (cast($11 as boolean) is null or spam = $11) /* end */
        /* if spam */ and spam and (cast($9 as text) is null or status = $9) and (cast($10 as text) is null or source = $10) /* end */
        /* if not_spam */ and not spam and (cast($9 as text) is null or status = $9) and (cast($10 as text) is null or source = $10) /* end */
        /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
            and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
    order by started_at /* way */, id /* way */
    limit $8
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1
order by c.started_at /* way */, c.id /* way */
