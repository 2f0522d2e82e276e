select b.name, m.name, u.email, m.status = 'active' and m.wants_digest, coalesce(u.time_zone, b.time_zone)
from members m
join businesses b on b.id = m.business_id
join users u on u.id = m.user_id
where m.business_id = $1 and m.id = $2
