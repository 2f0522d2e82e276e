select m.business_id, m.id, m.name
from members m
join businesses b on b.id = m.business_id and b.deleted_at is null
where m.user_id = $1 and m.status = 'active'
