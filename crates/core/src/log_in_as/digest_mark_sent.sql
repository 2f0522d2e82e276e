update impersonations set told_at = $3
where business_id = $1 and member_id = $2 and told_at is null and started_at < $4
returning
    (
        select a.name from members a
        where a.business_id = impersonations.business_id and a.id = impersonations.actor_member_id
    ),
    reason, allows_changes, started_at, ended_at, expires_at
