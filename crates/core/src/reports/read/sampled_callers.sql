-- The callers of a sample. The number stands first in its index, also for a viewer of all.
select cast(count(distinct r.caller) as bigint)
from calls r
where +r.business_id = $1 and r.started_at >= $33 and r.started_at < $34/* if large */ and r.sample >= 1/* end *//* if small */ and r.sample >= 2/* end */
    and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
    and ($35 or not (r.spam or r.blocked))
    /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null or number_id in (
                select id from numbers
                where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            )) */
