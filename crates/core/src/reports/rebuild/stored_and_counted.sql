-- The sums of a month of a number as they are stored, and its calls that have ended: in one statement, so that neither is older than
-- the other while calls come in. The plus sign keeps SQLite on the number's calls.
select
    grain, sums, number_id, month, cast(null as bigint), source, kind, cast(null as bigint), cast(null as bigint), cast(null as bigint), cast(null as bigint),
    cast(null as bigint), cast(null as bigint), cast(null as bigint), cast(null as bigint), cast(null as bigint), cast(null as bigint), cast(null as bigint)
from report_months
where business_id = $1 and build = $5 and number_id = $2 and grain in ('day', 'hour') and month = $6
union all
select
    cast(null as text), null, number_id, day, hour, source, kind, calls, answered, missed, voicemails, first_time_callers, talks, talk_seconds,
    answers, answer_seconds, qualified, value_cents
from report_hours
where business_id = $1 and build = $5 and number_id = $2 and day >= $6 and day < $7
union all
select
    'call', null, number_id, started_at, cast(null as bigint), source, status, talk_seconds, answer_seconds,
    case when first_time then 1 else 0 end, case when qualified then 1 else 0 end, value_cents,
    case when spam then 1 else 0 end, case when blocked then 1 else 0 end, cast(null as bigint), cast(null as bigint), cast(null as bigint), cast(null as bigint)
from calls
where +business_id = $1 and number_id = $2 and started_at >= $3 and started_at < $4
    and status not in ('ringing', 'in_progress')
