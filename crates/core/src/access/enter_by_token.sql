select
    m.id, m.role, m.sees, m.name, m.last_active_at,
    u.id, u.name, u.email, u.theme, u.time_zone,
    b.id, b.slug, b.name, b.time_zone, b.country,
    t.id, t.last_used_at
from api_tokens t
join members m on m.business_id = t.business_id and m.id = t.member_id and m.status = 'active'
join businesses b on b.id = m.business_id
join users u on u.id = m.user_id
where t.token_hash = $1
