insert into report_months (business_id, build, number_id, grain, month, source, kind, sums)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (business_id, build, number_id, grain, month, source, kind) do update
set sums = excluded.sums
