-- The sums of the calls of a period by what is asked for: number, source, status, qualified, tags, and the slot of time. Calls with
-- the same tags are summed together. The number stands first in the index, also for a viewer of all.
select
    case when $36 then r.number_id end, case when $37 then r.source end, case when $38 then r.status end,
    case when $39 then r.qualified end,
    case when $40 then (
        select string_agg(cast(l.tag_id as text), ',') from call_tags l where l.business_id = $1 and l.call_id = r.id
    ) end,
    r.started_at / $41, cast(count(*) as bigint),
    cast(sum(case when r.status = 'completed' then 1 else 0 end) as bigint),
    cast(sum(case when r.status in ('missed', 'busy', 'failed') then 1 else 0 end) as bigint),
    cast(sum(case when r.status = 'voicemail' then 1 else 0 end) as bigint),
    cast(sum(case when r.first_time then 1 else 0 end) as bigint),
    cast(sum(case when r.status = 'completed' and r.talk_seconds is not null then 1 else 0 end) as bigint),
    cast(sum(case when r.status = 'completed' then coalesce(r.talk_seconds, 0) else 0 end) as bigint),
    cast(sum(case when r.status = 'completed' and r.answer_seconds is not null then 1 else 0 end) as bigint),
    cast(sum(case when r.status = 'completed' then coalesce(r.answer_seconds, 0) else 0 end) as bigint),
    cast(sum(case when r.qualified then 1 else 0 end) as bigint),
    cast(sum(coalesce(r.value_cents, 0)) as bigint)
from calls r
where +r.business_id = $1 and r.started_at >= $33 and r.started_at < $34
    and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
    and ($35 or not (r.spam or r.blocked))
    /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null or number_id in (
                select id from numbers
                where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            )) */
group by 1, 2, 3, 4, 5, 6
