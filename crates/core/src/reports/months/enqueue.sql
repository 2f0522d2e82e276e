insert into jobs (business_id, kind, unique_key, payload, created_at, due_at)
select b.id, $1, 'business ' || b.id, $2, $3, $3
from businesses b
where b.deleted_at is null and exists (
    select 1 from report_hours r
    where r.business_id = b.id and r.build in (b.reports_build, b.reports_next_build)
)
on conflict (kind, unique_key) do nothing
