select u.id, s.id, u.name, u.email, u.proved_at is not null, u.theme, s.confirmed_at
from sessions s
join users u on u.id = s.user_id
where s.token_hash = $1 and s.expires_at > $2 and s.impersonation_id is null
