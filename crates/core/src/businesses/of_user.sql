select b.slug, b.name, m.role, b.removal_at
from members m
join businesses b on b.id = m.business_id
where m.user_id = $1 and m.status = 'active'
order by lower(b.name), b.id
limit 200
