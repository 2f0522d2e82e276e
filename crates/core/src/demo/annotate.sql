-- Where no person has said whether the call is qualified, the word of a rule stays.
update calls set
    qualified = coalesce(cast($3 as boolean), qualified),
    qualified_by = coalesce(cast($4 as text), qualified_by),
    value_cents = $5, spam = $6
where business_id = $1 and id = $2
returning number_id, source, started_at, status, talk_seconds, answer_seconds, first_time, qualified, value_cents, spam, blocked
