insert into members (business_id, user_id, email_canonical, role, name, name_folded, sees, status, joined_at)
select $1, u.id, u.email_canonical, $3, $4, $5, $6, 'active', $7
from members m
join users u on u.id = $2 and u.proved_at is not null
where m.business_id = $1 and m.id = $8 and m.status = 'active'
    and (m.role, $3) in (select actor_role, role from manages)
    and (
        cast($9 as bigint) is null
        or $9 > (select count(*) from members where business_id = $1 and status = 'active')
            + (select count(*) from invitations where business_id = $1 and status = 'pending' and expires_at > $7)
    )
on conflict (business_id, user_id) where status = 'active' do nothing
returning id
