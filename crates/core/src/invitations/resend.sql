update invitations
set token_hash = $3, expires_at = $4, sent_at = $5, invited_by = $6, status = 'pending', ended_at = null, letter = $8,
    email = $9, email_canonical = $10, letter_key = $11, mailed = $12
where business_id = $1 and id = $2 and status in ('pending', 'expired')
    and exists (
        select 1 from members m
        where m.business_id = $1 and m.id = $6 and m.status = 'active'
            and (m.role, invitations.role) in (select actor_role, role from manages)
    )
    and (
        (status = 'pending' and expires_at > $5)
        or cast($7 as bigint) is null
        or $7 > (select count(*) from members where business_id = $1 and status = 'active')
            + (select count(*) from invitations where business_id = $1 and status = 'pending' and expires_at > $5)
    )
