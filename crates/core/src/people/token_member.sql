select m.id
from members m
join users u on u.id = m.user_id
where m.business_id = $1 and u.email_canonical = $2 and m.status = 'active'
