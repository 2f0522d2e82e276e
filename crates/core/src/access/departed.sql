select b.slug, coalesce((select d.business_name from departures d where d.business_id = b.id and d.member_id = m.id), b.name), m.status = 'active', m.role,
    b.deleted_by, b.removal_at, b.removal_begun_at is null and b.removal_at > $3, b.time_zone
from sessions s
join businesses b on b.slug = $2
join members m on m.business_id = b.id and m.user_id = s.user_id
where s.token_hash = $1 and s.expires_at > $3 and s.impersonation_id is null
    and (m.status = 'removed' or b.deleted_at is not null)
order by m.status, m.removed_at desc, m.id desc
limit 1
