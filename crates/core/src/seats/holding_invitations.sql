select id, name, email, role, created_at
from invitations
where business_id = $1 and status = 'pending' and expires_at > $2
order by created_at, id
limit $3
