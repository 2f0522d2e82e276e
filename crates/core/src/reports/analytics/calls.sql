-- Each call of a period, or those of a sample of callers; and its tags where they are asked for. The number stands first in
-- the index, also for a viewer of all.
select r.number_id, r.source, r.started_at, r.status, r.talk_seconds, r.answer_seconds, r.first_time, r.qualified, r.value_cents,
    r.spam, r.blocked, r.caller,
    case when $36 then (
        select string_agg(cast(l.tag_id as text), ',') from call_tags l where l.business_id = $1 and l.call_id = r.id
    ) end
from calls r
where +r.business_id = $1 and r.started_at >= $33 and r.started_at < $34/* if large */ and r.sample >= 1/* end *//* if small */ and r.sample >= 2/* end */
    and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
    and ($35 or not (r.spam or r.blocked))
    /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null or number_id in (
                select id from numbers
                where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            )) */
