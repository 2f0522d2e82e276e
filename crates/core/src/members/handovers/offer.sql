insert into handovers (business_id, from_member_id, to_member_id, status, offered_at, expires_at)
select $1, f.id, t.id, 'offered', $4, $5
from members f
join members t on t.business_id = $1 and t.id = $3 and t.status = 'active' and t.role <> 'owner'
where f.business_id = $1 and f.id = $2 and f.status = 'active' and f.role = 'owner'
on conflict (business_id) where status = 'offered' do nothing
returning id
