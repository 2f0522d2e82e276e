-- A business with several things is there several times, and gets one job.
insert into jobs (business_id, kind, unique_key, payload, created_at, due_at)
select business_id, $3, 'business ' || business_id, $4, $5, $5
from (
    select business_id from calls where status in ('ringing', 'in_progress') and started_at < $1
    union all
    select business_id from recordings where status = 'waiting' and created_at < $1 and (source_url is null or created_at < $2)
    union all
    select business_id from messages where status in ('queued', 'sending') and sent_at < $1
) overdue
where exists (select 1 from businesses b where b.id = overdue.business_id and b.deleted_at is null)
on conflict (kind, unique_key) do nothing
