-- Scans the business's calls in their order and keeps those that the viewer sees: $7 calls, and $8 more for each number
-- granted to the viewer. If the page isn't full by then, the last row holds the position reached, without a call. Neither
-- engine runs the second half of the union when the first half fills the page.
select page.is_last, page.page_at, page.page_id, c.*
from (
    select page_id, page_at, is_last from (
        select page_id, page_at, false as is_last from (
            select id as page_id, started_at as page_at, number_id from calls
            where business_id = $1 and (started_at, id) /* after */ ($3, $4) and started_at /* until */ $5
                /* if status */ and status = $9 /* end */
            order by started_at /* way */, id /* way */
            limit $7 + case when cast($8 as bigint) = 0 then 0 else $8 * (select count(*) from number_access where business_id = $1 and member_id = $2) end
        ) scanned
        where page_id is not null /* visible: +number_id */
        order by page_at /* way */, page_id /* way */
        limit $6
    ) seen
    union all
    select page_id, page_at, true from (
        select id as page_id, started_at as page_at from calls
        where business_id = $1 and (started_at, id) /* after */ ($3, $4) and started_at /* until */ $5
            /* if status */ and status = $9 /* end */
        order by started_at /* way */, id /* way */
        limit 1 offset $7 + case when cast($8 as bigint) = 0 then 0 else $8 * (select count(*) from number_access where business_id = $1 and member_id = $2) end - 1
    ) ending
    limit $6
) page
left join listed_calls c on c.id = page.page_id and not page.is_last
order by page.page_at /* way */, page.page_id /* way */
