select
    m.id, m.role, case
        when m.sees = 'all' then 'all'
        when exists (select 1 from number_grants g where g.business_id = m.business_id and g.member_id = m.id)
            or exists (select 1 from group_grants g where g.business_id = m.business_id and g.member_id = m.id) then 'specific'
        else 'none'
    end, m.name, m.last_active_at,
    u.id, u.name, u.email, u.theme, u.time_zone,
    b.id, b.slug, b.name, b.time_zone, b.country, b.currency,
    s.id, s.user_id,
    i.id, i.allows_changes, i.expires_at, a.id, a.name,
    (select own.confirmed_at from sessions own where own.token_hash = $4)
from sessions s
join impersonations i on i.id = s.impersonation_id and i.ended_at is null and i.expires_at > $3
join businesses b on b.id = i.business_id and b.slug = $2 and b.deleted_at is null
join members a
    on a.business_id = b.id and a.id = i.actor_member_id and a.user_id = s.user_id and a.status = 'active'
join members m
    on m.business_id = b.id
    and m.id = i.member_id
    and m.status = 'active'
    and a.role in ('owner', 'admin')
    -- A count, since PostgreSQL would make a join of `in` or `exists` and begin it with all members of a role.
    and (select count(*) from outranks where outranks.actor_role = a.role and outranks.role = m.role) = 1
join users u on u.id = m.user_id
where s.token_hash = $1
    and s.expires_at > $3
    and exists (
        select 1 from sessions own
        where own.token_hash = $4
            and own.user_id = s.user_id
            and own.expires_at > $3
            and own.impersonation_id is null
    )
