select s.address
from sessions s
join users u on u.id = s.user_id
where u.email_canonical = $1 and s.expires_at > $2 and s.impersonation_id is null
order by s.last_seen_at desc
limit 50
