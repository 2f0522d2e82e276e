delete from report_hours
where business_id = $1 and build = $2 and number_id = $3
returning number_id, day, hour, source, kind, calls, answered, missed, voicemails, first_time_callers, talks, talk_seconds,
    answers, answer_seconds, qualified, value_cents
