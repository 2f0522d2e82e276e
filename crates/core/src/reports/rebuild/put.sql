update report_days
set
    calls = $7, answered = $8, missed = $9, voicemails = $10, first_time_callers = $11, talks = $12, talk_seconds =
    $13, answers = $14, answer_seconds = $15, qualified = $16, value_cents = $17, calls_0_2 = $18, calls_3_5 = $19,
    calls_6_8 = $20, calls_9_11 = $21, calls_12_14 = $22, calls_15_17 = $23, calls_18_20 = $24, calls_21_23 = $25,
    missed_0_2 = $26, missed_3_5 = $27, missed_6_8 = $28, missed_9_11 = $29, missed_12_14 = $30, missed_15_17 = $31,
    missed_18_20 = $32, missed_21_23 = $33
where business_id = $1 and build = $2 and number_id = $3 and day = $4 and source = $5 and kind = $6
