select i.business_id, i.id, i.token_hash, i.email, i.name, i.role, i.sees, i.numbers, i.number_groups,
    i.expires_at, b.slug, b.name, b.time_zone, m.name,
    m.status = 'active' and (m.role, i.role) in (select actor_role, role from manages),
    exists (
        select 1 from users u
        where u.email_canonical = i.email_canonical and (u.proved_at is not null or not i.mailed)
    ),
    i.mailed,
    case when i.status = 'pending' and i.expires_at <= $3 then 'expired' else i.status end,
    coalesce(i.ended_by = 'refusal', false), coalesce(i.ended_by = 'inviter', false)
from listed_invitations i
join businesses b on b.id = i.business_id and b.deleted_at is null
join members m on m.business_id = i.business_id and m.id = i.invited_by
where i.id = $1
    and i.email_canonical = (select u.email_canonical from users u where u.id = $2 and u.proved_at is not null)
    and i.status = 'pending'
