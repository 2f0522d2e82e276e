-- key together: cast(null as bigint), cast(null as text)
-- key number: r.number_id, cast(null as text)
-- key source: cast(null as bigint), r.source
-- key number_source: r.number_id, r.source
-- The sums of whole days from their rows; of the calls under way that came on them, which are in no row; and of a part of a day
-- from its calls. Days are divided by one, and calls are summed by their slot of time, where days are apart, since a zone decides
-- on their day. Else the divisors are so great that there is one slot.
-- No call has the status none: it keeps both engines from the index of all calls under way, whose length tells of other numbers.
select
    /* key */, r.day / $41, cast(null as bigint), cast(sum(r.calls) as bigint), cast(sum(r.answered) as bigint),
    cast(sum(r.missed) as bigint), cast(sum(r.voicemails) as bigint), cast(sum(r.first_time_callers) as bigint),
    cast(sum(r.talks) as bigint), cast(sum(r.talk_seconds) as bigint), cast(sum(r.answers) as bigint),
    cast(sum(r.answer_seconds) as bigint), cast(sum(r.qualified) as bigint), cast(sum(r.value_cents) as bigint)
from report_days r
where r.business_id = $1 and r.build = $33 and r.day >= $34 and r.day < $35
    and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
    and ($39 or r.kind = 'call')
    /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null or number_id in (
                select id from numbers
                where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            )) */
group by 1, 2, 3
union all
select
    /* key */, cast(null as bigint), r.started_at / $38, cast(count(*) as bigint),
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
where /* by number */r.business_id = $1 and r.status in ('ringing', 'in_progress', 'none') and r.started_at >= $36 and r.started_at < $37
    and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
    and ($39 or not (r.spam or r.blocked))
    /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null or number_id in (
                select id from numbers
                where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            )) */
group by 1, 2, 4
union all
select
    /* key */, cast(null as bigint), r.started_at / $38, cast(count(*) as bigint),
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
where /* by number */r.business_id = $1 and r.started_at >= $37 and r.started_at < $40
    and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
    and ($39 or not (r.spam or r.blocked))
    /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null or number_id in (
                select id from numbers
                where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            )) */
group by 1, 2, 4
