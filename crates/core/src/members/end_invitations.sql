update invitations set status = 'cancelled', ended_at = $3, ended_by = 'inviter'
where business_id = $1 and invited_by = $2 and status = 'pending' and expires_at > $3
    and (cast($4 as text) is null or ($4, role) not in (select actor_role, role from manages))
