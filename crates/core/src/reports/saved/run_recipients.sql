select c.member_id
from report_recipients c
join members m on m.business_id = c.business_id and m.id = c.member_id and m.status = 'active'
join reports r on r.business_id = c.business_id and r.id = c.report_id and (r.is_shared or r.author_member_id = m.id)
where c.business_id = $1 and c.report_id = $2
order by c.member_id
