select
    m.id, m.role, case
        when m.sees = 'all' then 'all'
        when exists (select 1 from number_grants g where g.business_id = m.business_id and g.member_id = m.id)
            or exists (select 1 from group_grants g where g.business_id = m.business_id and g.member_id = m.id) then 'specific'
        else 'none'
    end, m.name, m.last_active_at,
    u.id, u.name, u.email, u.theme, u.time_zone,
    b.id, b.slug, b.name, b.time_zone, b.country, b.currency,
    s.id, s.last_seen_at, s.confirmed_at, s.expires_at
from sessions s
join businesses b on b.slug = $2 and b.deleted_at is null
join members m on m.business_id = b.id and m.user_id = s.user_id and m.status = 'active'
join users u on u.id = m.user_id
where s.token_hash = $1 and s.expires_at > $3 and s.impersonation_id is null
