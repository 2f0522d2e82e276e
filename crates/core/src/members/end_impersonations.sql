update impersonations set ended_at = $3
where id in (
        select id from impersonations where business_id = $1 and member_id = $2 and ended_at is null
        union all
        select id from impersonations where business_id = $1 and actor_member_id = $2 and ended_at is null
    )
    and expires_at > $3
