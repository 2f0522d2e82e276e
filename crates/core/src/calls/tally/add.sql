insert into report_hours (business_id, build, number_id, day, hour, source, kind,
    calls, answered, missed, voicemails, first_time_callers, talks, talk_seconds, answers, answer_seconds, qualified,
    value_cents)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
on conflict (business_id, build, number_id, day, hour, source, kind) do update
set
    calls = report_hours.calls + excluded.calls,
    answered = report_hours.answered + excluded.answered,
    missed = report_hours.missed + excluded.missed,
    voicemails = report_hours.voicemails + excluded.voicemails,
    first_time_callers = report_hours.first_time_callers + excluded.first_time_callers,
    talks = report_hours.talks + excluded.talks,
    talk_seconds = report_hours.talk_seconds + excluded.talk_seconds,
    answers = report_hours.answers + excluded.answers,
    answer_seconds = report_hours.answer_seconds + excluded.answer_seconds,
    qualified = report_hours.qualified + excluded.qualified,
    value_cents = report_hours.value_cents + excluded.value_cents
