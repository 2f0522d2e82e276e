select i.business_id, b.name, i.member_id, m.name, u.email, m.status = 'active' and m.wants_digest,
    coalesce(u.time_zone, b.time_zone), min(i.started_at)
from impersonations i
join businesses b on b.id = i.business_id
join members m on m.business_id = i.business_id and m.id = i.member_id
join users u on u.id = m.user_id
where i.told_at is null
group by i.business_id, b.name, i.member_id, m.name, u.email, m.status, m.wants_digest, u.time_zone, b.time_zone
