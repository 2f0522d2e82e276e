select m.id, m.name, u.email, coalesce(u.time_zone, b.time_zone)
from members m
join users u on u.id = m.user_id
join businesses b on b.id = m.business_id
where m.business_id = $1 and m.status = 'active' and m.role = 'owner'
order by m.id
