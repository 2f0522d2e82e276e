update invitations set status = 'cancelled', ended_at = $3, ended_by = 'cancel'
where business_id = $1 and id = $2 and status in ('pending', 'expired')
    and exists (
        select 1 from members m
        where m.business_id = $1 and m.id = $4 and m.status = 'active'
            and (m.role, invitations.role) in (select actor_role, role from manages)
    )
