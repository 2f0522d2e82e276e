select
    exists (select 1 from carriers where business_id = $1),
    exists (select 1 from numbers where business_id = $1 and status = 'active'),
    exists (select 1 from numbers where business_id = $1 and status = 'active' and forward_to is not null),
    exists (select 1 from calls where business_id = $1),
    (select count(*) from members where business_id = $1 and status = 'active'),
    exists (select 1 from invitations where business_id = $1 and status = 'pending')
