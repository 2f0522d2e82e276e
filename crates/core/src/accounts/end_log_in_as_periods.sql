update impersonations set ended_at = $2
where (business_id, actor_member_id) in (select m.business_id, m.id from members m where m.user_id = $1)
    and ended_at is null and expires_at > $2
returning
    business_id,
    (
        select a.name from members a
        where a.business_id = impersonations.business_id and a.id = impersonations.actor_member_id
    ),
    member_id,
    (
        select t.name from members t
        where t.business_id = impersonations.business_id and t.id = impersonations.member_id
    )
