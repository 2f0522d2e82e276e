update invitations
set name = $3, name_folded = $4, role = $5, sees = $6
where business_id = $1 and id = $2 and status in ('pending', 'expired')
    and exists (
        select 1 from members m
        where m.business_id = $1 and m.id = $7 and m.status = 'active'
            and (m.role, invitations.role) in (select actor_role, role from manages)
            and (m.role, $5) in (select actor_role, role from manages)
    )
