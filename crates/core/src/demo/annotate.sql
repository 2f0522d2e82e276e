-- Where no person has said whether the call is qualified, the word of a rule stays; of spam no rule says anything.
update calls set
    qualified = coalesce(cast($3 as boolean), case when $6 then null else qualified end),
    qualified_by = coalesce(cast($4 as text), case when $6 then null else qualified_by end),
    value_cents = $5, spam = $6
where business_id = $1 and id = $2
returning number_id, source, started_at, status, talk_seconds, answer_seconds, first_time, qualified, value_cents, spam, blocked
