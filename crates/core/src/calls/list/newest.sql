-- For viewers of all numbers: every call of the business is theirs.
select c.*
from (
    select id as page_id from calls c
    where business_id = $1 and (started_at, id) /* after */ ($3, $4) and started_at /* until */ $5
        /* if status */ and c.status = $7 /* end */
        /* if status_matching */ and c.status = $7 /* part matching.sql from 8 */ /* end */
        /* if matching */ /* part matching.sql from 7 */ /* end */
        /* visible: +number_id */
    order by started_at /* way */, id /* way */
    limit $6
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1
order by c.started_at /* way */, c.id /* way */
