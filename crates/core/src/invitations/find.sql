select i.id, i.name, i.email, i.role, i.sees,
    case when i.sees = 'specific' then (
        select string_agg(cast(a.number_id as text), ',') from invitation_numbers a
        join numbers n on n.business_id = a.business_id and n.id = a.number_id
        where a.business_id = $1 and a.invitation_id = i.id and n.status = 'active'
    ) end,
    case when i.sees = 'specific' then (
        select string_agg(cast(a.group_id as text), ',') from invitation_groups a
        where a.business_id = $1 and a.invitation_id = i.id
    ) end,
    case when i.status = 'pending' and i.expires_at <= $3 then 'expired' else i.status end,
    i.invited_by, m.name, i.created_at, i.sent_at, i.expires_at
from invitations i
join members m on m.business_id = i.business_id and m.id = i.invited_by
where i.business_id = $1 and i.id = $2
