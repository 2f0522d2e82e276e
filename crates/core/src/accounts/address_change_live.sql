select c.user_id, u.email, c.email
from address_changes c
join users u on u.id = c.user_id
where c.token_hash = $1 and c.expires_at > $2
