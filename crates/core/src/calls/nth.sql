-- Counts a caller's calls to a number up to one of them. The plus sign keeps SQLite on the number's calls.
select cast(count(*) as bigint) from (
    select 1 from calls
    where +business_id = $1 and number_id = $2 and caller = $3 and (started_at, id) <= ($4, $5)
    limit $6
) counted
