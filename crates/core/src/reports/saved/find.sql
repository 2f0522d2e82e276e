select r.id, r.name, r.question, r.is_shared, r.author_member_id, m.name, r.created_at, r.updated_at,
    l.sent_at, l.problem, r.schedule, r.next_run_at, c.member_id is not null
from reports r
left join members m on m.business_id = r.business_id and m.id = r.author_member_id
left join report_letters l on l.business_id = r.business_id and l.report_id = r.id and l.member_id = $2
left join report_recipients c on c.business_id = r.business_id and c.report_id = r.id and c.member_id = $2
where r.business_id = $1 and r.id = $3 and (r.author_member_id = $2 or r.is_shared)
