select
    (
        select count(*) from impersonations
        where business_id = $1 and member_id = $2 and ended_at is null and expires_at > $3
    ) + (
        select count(*) from impersonations
        where business_id = $1 and actor_member_id = $2 and member_id <> $2 and ended_at is null and expires_at > $3
    ),
    (
        select count(*) from invitations
        where business_id = $1 and invited_by = $2 and status = 'pending' and expires_at > $3
            and ($4, role) not in (select actor_role, role from manages)
    )
