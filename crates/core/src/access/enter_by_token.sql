select
    m.id, m.role, case
        when m.sees = 'all' then 'all'
        when exists (select 1 from number_grants g where g.business_id = m.business_id and g.member_id = m.id)
            or exists (select 1 from group_grants g where g.business_id = m.business_id and g.member_id = m.id) then 'specific'
        else 'none'
    end, m.name, m.last_active_at,
    u.id, u.name, u.email, u.theme, u.time_zone,
    b.id, b.slug, b.name, b.time_zone, b.country, b.currency,
    t.id, t.last_used_at, t.read_only, t.expires_at
from api_tokens t
join members m on m.business_id = t.business_id and m.id = t.member_id and m.status = 'active'
join businesses b on b.id = m.business_id and b.deleted_at is null
join users u on u.id = m.user_id
where t.token_hash = $1 and (t.expires_at is null or t.expires_at > $2)
