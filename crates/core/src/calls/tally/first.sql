-- The plus sign keeps SQLite on the number's calls.
select id from calls
where +business_id = $1 and number_id = $2 and caller = $3
order by started_at, id
limit 1
