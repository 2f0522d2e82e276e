select
    m.id, m.role, m.sees, m.name, m.last_active_at,
    u.id, u.name, u.email, u.theme, u.time_zone,
    b.id, b.slug, b.name, b.time_zone, b.country,
    s.id, s.user_id,
    i.id, i.allows_changes, i.expires_at, a.id, a.name,
    s.last_seen_at
from sessions s
join businesses b on b.slug = $2
left join impersonations i on i.id = s.impersonation_id
left join members a
    on a.business_id = i.business_id and a.id = i.actor_member_id and a.user_id = s.user_id and a.status = 'active'
join members m
    on m.business_id = b.id
    and m.status = 'active'
    and m.id = coalesce(
        i.member_id,
        (select own.id from members own where own.business_id = b.id and own.user_id = s.user_id and own.status = 'active')
    )
join users u on u.id = m.user_id
where s.token_hash = $1
    and s.expires_at > $3
    and (
        s.impersonation_id is null
        or (i.business_id = b.id and i.ended_at is null and i.expires_at > $3 and a.id is not null)
    )
