select id, name, hint, read_only, created_at, expires_at, last_used_at
from api_tokens
where business_id = $1 and member_id = $2 and id = $3
