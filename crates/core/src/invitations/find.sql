select i.id, i.name, i.email, i.role, i.sees, i.numbers, i.number_groups,
    case when i.status = 'pending' and i.expires_at <= $3 then 'expired' else i.status end,
    i.invited_by, m.name, i.created_at, i.sent_at, i.expires_at, i.delivery, i.delivery_problem
from listed_invitations i
join members m on m.business_id = i.business_id and m.id = i.invited_by
where i.business_id = $1 and i.id = $2
