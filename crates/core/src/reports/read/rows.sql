-- The sums of months; of the hours that are not in the months yet; of the calls under way, which are in no row; and of a part of a
-- day, from its calls. Calls are summed by their slot of time, since a zone decides on their day and hour. The form business is for
-- viewers of all numbers who choose among none; for others its first part is empty.
-- No call has the status none: it keeps both engines from the index of all calls under way, whose length tells of other numbers.
select
    r.sums, /* if business */ cast(null as bigint)/* else */ r.number_id/* end */, r.source, r.month, cast(null as bigint),
    cast(null as bigint), cast(null as bigint), cast(null as bigint), cast(null as bigint),
    cast(null as bigint), cast(null as bigint), cast(null as bigint), cast(null as bigint), cast(null as bigint),
    cast(null as bigint), cast(null as bigint)
from /* if business */ business_report_months/* else */ report_months/* end */ r
where r.business_id = $1 and r.build = $33 and r.grain = $34 and r.month >= $35 and r.month <= $36
    and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
    and ($43 or r.kind = 'call')
    /* if business */ and coalesce(cast($3 as bigint), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) is null
    /* visible: cast(0 as bigint) *//* else */
    /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null or number_id in (
                select id from numbers
                where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            )) *//* end */
union all
select
    null, r.number_id, r.source, r.day, r.hour, r.calls, r.answered, r.missed, r.voicemails, r.first_time_callers, r.talks,
    r.talk_seconds, r.answers, r.answer_seconds, r.qualified, r.value_cents
from report_hours r
where r.business_id = $1 and r.build = $33 and r.day >= $37 and r.day < $38
    and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
    and ($43 or r.kind = 'call')
    /* if business *//* visible: +r.number_id *//* else */
    /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null or number_id in (
                select id from numbers
                where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            )) *//* end */
union all
select null, c.number_id, c.source, c.started_at / $42, cast(null as bigint), cast(count(*) as bigint), cast(sum(case when c.status = 'completed' then 1 else 0 end) as bigint),
    cast(sum(case when c.status in ('missed', 'busy', 'failed') then 1 else 0 end) as bigint),
    cast(sum(case when c.status = 'voicemail' then 1 else 0 end) as bigint),
    cast(sum(case when c.first_time then 1 else 0 end) as bigint),
    cast(sum(case when c.status = 'completed' and c.talk_seconds is not null then 1 else 0 end) as bigint),
    cast(sum(case when c.status = 'completed' then coalesce(c.talk_seconds, 0) else 0 end) as bigint),
    cast(sum(case when c.status = 'completed' and c.answer_seconds is not null then 1 else 0 end) as bigint),
    cast(sum(case when c.status = 'completed' then coalesce(c.answer_seconds, 0) else 0 end) as bigint),
    cast(sum(case when c.qualified then 1 else 0 end) as bigint), cast(sum(coalesce(c.value_cents, 0)) as bigint)
from (
    select r.number_id, r.source, r.started_at, r.status, r.talk_seconds, r.answer_seconds, r.first_time, r.qualified, r.value_cents
    from calls r
    where /* if business *//* else *//* by number *//* end */r.business_id = $1 and r.status in (/* if business */'ringing', 'in_progress'/* else */'ringing', 'in_progress', 'none'/* end */)
        and r.started_at >= $39 and r.started_at < $40
        and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
        and ($43 or not (r.spam or r.blocked))
        /* if business *//* visible: +r.number_id *//* else */
        /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null or number_id in (
                    select id from numbers
                    where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
                )) *//* end */
    union all
    select r.number_id, r.source, r.started_at, r.status, r.talk_seconds, r.answer_seconds, r.first_time, r.qualified, r.value_cents
    from calls r
    where /* if business *//* else *//* by number *//* end */r.business_id = $1 and r.started_at >= $40 and r.started_at < $41
        and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
        and ($43 or not (r.spam or r.blocked))
        /* if business *//* visible: +r.number_id *//* else */
        /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null or number_id in (
                    select id from numbers
                    where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
                )) *//* end */
) c
group by 2, 3, 4
