-- The plus sign keeps SQLite on the number's calls.
select
    (select min(started_at) from calls where +business_id = $1 and number_id = $2),
    (select max(started_at) from calls where +business_id = $1 and number_id = $2),
    (
        select min(day)
        from (
            select min(day) as day from report_hours where business_id = $1 and build = $3 and number_id = $2
            union all
            select min(month) from report_months where business_id = $1 and build = $3 and number_id = $2 and grain = 'day'
        ) first_days
    ),
    (
        select max(day)
        from (
            select max(day) as day from report_hours where business_id = $1 and build = $3 and number_id = $2
            union all
            select max(month) from report_months where business_id = $1 and build = $3 and number_id = $2 and grain = 'day'
        ) last_days
    )
from businesses
where businesses.id = $1
