select count(*)
from invitations i
where i.business_id = $1 and i.status = 'pending' and i.sees = 'specific' and i.expires_at > $3
    and exists (
        select 1 from invitation_numbers a
        where a.business_id = $1 and a.invitation_id = i.id and a.number_id = $2
    )
    and (
        cast($4 as bigint) is null
        or not exists (
            select 1 from invitation_groups a
            where a.business_id = $1 and a.invitation_id = i.id and a.group_id = $4
        )
    )
