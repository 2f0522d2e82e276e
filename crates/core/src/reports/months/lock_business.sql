insert into business_report_months (business_id, build, grain, month, source, kind, sums)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (business_id, build, grain, month, source, kind) do update
set sums = business_report_months.sums
returning sums
