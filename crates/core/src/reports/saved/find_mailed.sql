select r.id, r.name, r.question, r.is_shared, r.author_member_id, cast(null as text), r.created_at, r.updated_at,
    o.sent_at, o.problem, r.schedule, r.next_run_at, r.schedule is not null
from outside_recipients o
join reports r on r.business_id = o.business_id and r.id = o.report_id
where o.business_id = $1 and o.id = $2 and r.id = $3
