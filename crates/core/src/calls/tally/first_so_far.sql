-- The plus sign keeps SQLite on the index of first calls.
select id from calls where +business_id = $1 and number_id = $2 and caller = $3 and first_time
