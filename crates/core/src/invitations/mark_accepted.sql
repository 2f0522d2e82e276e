update invitations set status = 'accepted', ended_at = $4
where business_id = $1 and id = $2 and token_hash = $3 and status = 'pending' and expires_at > $4
    and email_canonical = (select email_canonical from users where id = $5)
    and exists (
        select 1 from members m
        where m.business_id = $1 and m.id = invitations.invited_by and m.status = 'active'
            and (m.role, invitations.role) in (select actor_role, role from manages)
    )
returning name, role, sees
