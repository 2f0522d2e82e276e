-- The scan has no condition on the calls' business: a number belongs to one business, and the planner must go by number. The
-- plus sign keeps SQLite from going through the business's calls to find those of the page.
select c.*
from (
    select id as page_id from calls c
    where (started_at, id) /* after */ ($24, $25) and started_at /* until */ $26
        /* if status */ and c.status = $28 /* end */
        /* if status_matching */ and c.status = $28 /* part matching.sql from 29 */ /* end */
        /* if source */ and c.source = $28 and c.status in ($29, $30, $31, $32, $33, $34, $35) /* end */
        /* if source_matching */ and c.source = $28 and c.status in ($29, $30, $31, $32, $33, $34, $35) /* part matching.sql from 36 */ /* end */
        /* if qualified */ and c.qualified = $28 /* part matching.sql from 29 */ /* end */
        /* if not_said */ and c.qualified is null /* part matching.sql from 28 */ /* end */
        /* if spam */ and c.spam /* part matching.sql from 28 */ /* end */
        /* if matching */ /* part matching.sql from 28 */ /* end */
        /* visible: number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null and not $23
                or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
    order by started_at /* way */, id /* way */
    limit $27
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1
order by c.started_at /* way */, c.id /* way */
