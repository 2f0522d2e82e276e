select
    (select count(*) from members where business_id = $1 and status = 'active')
    + (select count(*) from invitations where business_id = $1 and status = 'pending' and expires_at > $2)
