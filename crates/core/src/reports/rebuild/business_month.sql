-- A month of all numbers: the rows of each, and those of all together. In one statement, so that neither is older than the other.
select grain, sums, cast(1 as bigint), month, cast(null as bigint), source, kind
from report_months
where business_id = $1 and build = $2 and grain = 'hour' and month = $3
    and number_id in (select id from numbers where business_id = $1)
union all
select grain, sums, cast(0 as bigint), month, cast(null as bigint), source, kind
from business_report_months
where business_id = $1 and build = $2 and grain in ('day', 'hour') and month = $3
