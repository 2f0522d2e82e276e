select kind, count(*) filter (where failed_at is null and due_at <= $1), count(*) filter (where failed_at is not null)
from jobs
group by kind
