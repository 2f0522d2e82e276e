select
    m.id, m.role, m.sees, m.name, m.last_active_at,
    u.id, u.name, u.email, u.theme, u.time_zone,
    b.id, b.slug, b.name, b.time_zone, b.country
from members m
join businesses b on b.id = m.business_id
join users u on u.id = m.user_id
where m.business_id = $1 and m.id = $2 and m.status = 'active'
