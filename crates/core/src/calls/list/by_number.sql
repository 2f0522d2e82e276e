-- The scan has no condition on the calls' business: a number belongs to one business, and the planner must go by number. The
-- plus sign keeps SQLite from going through the business's calls to find those of the page.
select c.*
from (
    select id as page_id from calls
    where (started_at, id) /* after */ ($5, $6) and started_at /* until */ $7
        /* if status */ and status = $9 /* end */
        /* if source */ and source = $9 and status in ($10, $11, $12, $13, $14, $15, $16) /* end */
        /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
            and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
    order by started_at /* way */, id /* way */
    limit $8
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1
order by c.started_at /* way */, c.id /* way */
