select cast(1 as bigint) from report_hours r
where exists (
    select 1 from businesses b
    where b.id = r.business_id and b.deleted_at is null and r.build in (b.reports_build, b.reports_next_build)
)
limit 1
