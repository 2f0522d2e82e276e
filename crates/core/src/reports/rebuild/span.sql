-- The plus sign keeps SQLite on the number's calls.
select
    (select min(started_at) from calls where +business_id = $1 and number_id = $2),
    (select max(started_at) from calls where +business_id = $1 and number_id = $2),
    (select min(day) from report_days where business_id = $1 and build = $3 and number_id = $2),
    (select max(day) from report_days where business_id = $1 and build = $3 and number_id = $2)
from businesses
where businesses.id = $1
