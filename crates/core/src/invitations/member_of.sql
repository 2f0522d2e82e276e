select m.id
from users u
join members m on m.user_id = u.id
where m.business_id = $1 and m.status = 'active' and u.email_canonical = $2
