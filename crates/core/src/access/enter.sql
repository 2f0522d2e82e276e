select
    m.id, m.role, m.sees, m.name, m.last_active_at,
    u.id, u.name, u.email, u.theme, u.time_zone,
    b.id, b.slug, b.name, b.time_zone, b.country,
    s.id, s.last_seen_at
from sessions s
join businesses b on b.slug = $2
join members m on m.business_id = b.id and m.user_id = s.user_id and m.status = 'active'
join users u on u.id = m.user_id
where s.token_hash = $1 and s.expires_at > $3 and s.impersonation_id is null
