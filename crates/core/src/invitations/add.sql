insert into invitations (business_id, email, email_canonical, name, name_folded, role, sees, status, invited_by, token_hash,
    mailed, created_at, expires_at, sent_at, letter, letter_key)
select $1, $2, $3, $4, $5, $6, $7, 'pending', m.id, $8, $13, $9, $10, $9, $14, $15
from members m
where m.business_id = $1 and m.id = $11 and m.status = 'active'
    and (m.role, $6) in (select actor_role, role from manages)
    and (
        cast($12 as bigint) is null
        or $12 > (select count(*) from members where business_id = $1 and status = 'active')
            + (select count(*) from invitations where business_id = $1 and status = 'pending' and expires_at > $9)
    )
on conflict (business_id, email_canonical) where status = 'pending' do nothing
returning id
