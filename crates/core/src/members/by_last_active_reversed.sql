select m.id, m.name, u.email, m.role, m.sees,
    case when m.sees = 'specific' then (
        select string_agg(cast(a.number_id as text), ',') from number_grants a
        where a.business_id = $1 and a.member_id = m.id
    ) end,
    case when m.sees = 'specific' then (
        select string_agg(cast(a.group_id as text), ',') from group_grants a
        where a.business_id = $1 and a.member_id = m.id
    ) end,
    m.status, m.joined_at, m.last_active_at
from members m
join users u on u.id = m.user_id
where m.business_id = $1 and m.status = 'active'
    and (coalesce(m.last_active_at, 0), m.id) < ($2, $3)
    and (cast($4 as text) is null or m.role = $4)
    and (cast($5 as text) is null or m.name_folded like $5 escape '\'
        or m.email_canonical like $7 escape '\' or lower(u.email) like $5 escape '\')
order by coalesce(m.last_active_at, 0) desc, m.id desc
limit $6
