insert into report_letters (business_id, report_id, member_id, sent_at, problem)
select r.business_id, r.id, m.id, cast($4 as bigint), cast($5 as text)
from reports r
join members m on m.business_id = r.business_id and m.id = $3 and m.status = 'active'
where r.business_id = $1 and r.id = $2 and (r.is_shared or r.author_member_id = m.id)
on conflict (business_id, report_id, member_id) do update set
    sent_at = coalesce(excluded.sent_at, report_letters.sent_at), problem = excluded.problem
