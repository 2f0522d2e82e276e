-- The months of all numbers together, and those of each number.
select month from business_report_months where business_id = $1 and build = $2
union
select month from report_months
where business_id = $1 and build = $2 and grain = 'day' and number_id in (select id from numbers where business_id = $1)
