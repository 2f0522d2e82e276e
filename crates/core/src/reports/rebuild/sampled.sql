-- The plus sign keeps SQLite on the number's calls.
select id, caller, sample from calls
where +business_id = $1 and number_id = $2 and started_at >= $3 and started_at < $4 and caller is not null
