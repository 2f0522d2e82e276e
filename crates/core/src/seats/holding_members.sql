select m.id, m.name, u.email, m.role, m.last_active_at
from members m
join users u on u.id = m.user_id
where m.business_id = $1 and m.status = 'active'
order by coalesce(m.last_active_at, 0), m.id
limit $2
