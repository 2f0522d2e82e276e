select kind, count(*) filter (where failed_at is null and due_at <= $1), count(*) filter (where failed_at is not null)
from jobs
where (select count(*) from businesses b where b.id = jobs.business_id and b.deleted_at is not null) = 0
group by kind
