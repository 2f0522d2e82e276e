insert into report_recipients (business_id, report_id, member_id, added_at)
select m.business_id, cast($2 as bigint), m.id, cast($4 as bigint)
from members m
where m.business_id = $1 and m.id = $3 and m.status = 'active'
on conflict (business_id, report_id, member_id) do update set added_at = report_recipients.added_at
