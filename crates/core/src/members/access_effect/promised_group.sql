select i.id
from invitation_groups a
join invitations i on i.business_id = a.business_id and i.id = a.invitation_id
where a.business_id = $1 and a.group_id = $2 and i.status = 'pending' and i.sees = 'specific' and i.expires_at > $3
