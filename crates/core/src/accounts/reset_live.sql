select u.id, u.name, u.email
from password_resets r
join users u on u.id = r.user_id
where r.token_hash = $1 and r.used_at is null and r.expires_at > $2
