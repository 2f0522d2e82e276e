insert into impersonations (business_id, actor_member_id, member_id, reason, started_at, expires_at)
select $1, a.id, m.id, $4, $5, $6
from members a
join members m on m.business_id = $1 and m.id = $3 and m.status = 'active'
where a.business_id = $1 and a.id = $2 and a.status = 'active' and a.id <> m.id
    and a.role in ('owner', 'admin') and (a.role, m.role) in (select actor_role, role from outranks)
returning id
