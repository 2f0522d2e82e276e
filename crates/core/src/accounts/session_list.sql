select id, created_at, last_seen_at, address, device
from sessions
where user_id = $1 and expires_at > $2 and impersonation_id is null
order by last_seen_at desc, id desc
