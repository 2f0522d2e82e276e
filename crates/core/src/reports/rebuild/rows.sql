select
    number_id, day, source, kind, calls, answered, missed, voicemails, first_time_callers, talks, talk_seconds,
    answers, answer_seconds, qualified, value_cents, calls_0_2, calls_3_5, calls_6_8, calls_9_11, calls_12_14,
    calls_15_17, calls_18_20, calls_21_23, missed_0_2, missed_3_5, missed_6_8, missed_9_11, missed_12_14,
    missed_15_17, missed_18_20, missed_21_23
from report_days
where business_id = $1 and build = $2 and number_id = $3 and day >= $4 and day < $5
