-- The packed hours by the day of the week, Monday first. Four weeks are summed at a time, so that no hour is too great for its
-- bits. Calls under way are in no row, and are summed by their slot of time.
-- No call has the status none: it keeps both engines from the index of all calls under way, whose length tells of other numbers.
select cast((r.day + 3) % 7 as bigint), r.day / 28, cast(null as bigint), cast(null as bigint),
    cast(sum(r.calls_0_2) as bigint), cast(sum(r.calls_3_5) as bigint), cast(sum(r.calls_6_8) as bigint),
    cast(sum(r.calls_9_11) as bigint), cast(sum(r.calls_12_14) as bigint), cast(sum(r.calls_15_17) as bigint),
    cast(sum(r.calls_18_20) as bigint), cast(sum(r.calls_21_23) as bigint), cast(sum(r.missed_0_2) as bigint),
    cast(sum(r.missed_3_5) as bigint), cast(sum(r.missed_6_8) as bigint), cast(sum(r.missed_9_11) as bigint),
    cast(sum(r.missed_12_14) as bigint), cast(sum(r.missed_15_17) as bigint), cast(sum(r.missed_18_20) as bigint),
    cast(sum(r.missed_21_23) as bigint)
from report_days r
where r.business_id = $1 and r.build = $33 and r.day >= $34 and r.day < $35
    and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
    and ($36 or r.kind = 'call')
    /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null or number_id in (
                select id from numbers
                where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            )) */
group by 1, 2
union all
select cast(null as bigint), cast(null as bigint), r.started_at / $39, cast(count(*) as bigint),
    cast(0 as bigint), cast(0 as bigint), cast(0 as bigint), cast(0 as bigint), cast(0 as bigint), cast(0 as bigint),
    cast(0 as bigint), cast(0 as bigint), cast(0 as bigint), cast(0 as bigint), cast(0 as bigint), cast(0 as bigint),
    cast(0 as bigint), cast(0 as bigint), cast(0 as bigint), cast(0 as bigint)
from calls r
where /* by number */r.business_id = $1 and r.status in ('ringing', 'in_progress', 'none')
    and r.started_at >= $37 and r.started_at < $38
    and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
    and ($36 or not (r.spam or r.blocked))
    /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null or number_id in (
                select id from numbers
                where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            )) */
group by 3
