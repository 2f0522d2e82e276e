select b.name, u.email, m.wants_digest
from members m
join businesses b on b.id = m.business_id and b.deleted_at is null
join users u on u.id = m.user_id
where m.business_id = $1 and m.id = $2
