select
    m.id, m.role, case
        when m.sees = 'all' then 'all'
        when exists (select 1 from number_grants g where g.business_id = m.business_id and g.member_id = m.id)
            or exists (select 1 from group_grants g where g.business_id = m.business_id and g.member_id = m.id) then 'specific'
        else 'none'
    end, m.name, m.last_active_at,
    u.id, u.name, u.email, u.theme, u.time_zone,
    b.id, b.slug, b.name, b.time_zone, b.country, b.currency
from members m
join businesses b on b.id = m.business_id and b.deleted_at is null
join users u on u.id = m.user_id
where m.business_id = $1 and m.id = $2 and m.status = 'active'
