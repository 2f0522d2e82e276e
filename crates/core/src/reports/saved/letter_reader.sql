select b.name, u.email, c.member_id is not null
from reports r
join businesses b on b.id = r.business_id and b.deleted_at is null
join members m on m.business_id = r.business_id and m.id = $3 and m.status = 'active'
join users u on u.id = m.user_id
left join report_recipients c on c.business_id = r.business_id and c.report_id = r.id and c.member_id = m.id
where r.business_id = $1 and r.id = $2
