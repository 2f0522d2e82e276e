select count(*)
from members m
join sessions s on s.user_id = m.user_id and s.impersonation_id is null and s.expires_at > $3
where m.business_id = $1 and m.id = $2
