select u.proved_at is not null
from members m
join users u on u.id = m.user_id
where m.business_id = $1 and m.id = $2
