insert into impersonations (business_id, actor_member_id, member_id, reason, started_at, expires_at)
select $1, a.id, m.id, $4, $5, $6
from members a
join members m on m.business_id = $1 and m.id = $3 and m.status = 'active'
where a.business_id = $1 and a.id = $2 and a.status = 'active' and a.id <> m.id
    and (a.role = 'owner' and m.role <> 'owner' or a.role = 'admin' and m.role in ('manager', 'viewer'))
returning id
