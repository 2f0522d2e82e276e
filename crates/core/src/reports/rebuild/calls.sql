-- The plus sign keeps SQLite on the number's calls.
select number_id, source, started_at, status, talk_seconds, answer_seconds, first_time, qualified, value_cents, spam, blocked
from calls
where +business_id = $1 and number_id = $2 and started_at >= $3 and started_at < $4
    and status not in ('ringing', 'in_progress')
