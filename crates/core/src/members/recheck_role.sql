select m.role
from members m
join businesses b on b.id = m.business_id and b.deleted_at is null
where m.business_id = $1 and m.id = $2 and m.status = 'active'
    and (
        cast($3 as bigint) is null
        or exists (
            select 1
            from impersonations i
            join members a on a.business_id = i.business_id and a.id = i.actor_member_id and a.status = 'active'
            where i.business_id = $1 and i.id = $3 and i.member_id = m.id and i.ended_at is null and i.expires_at > $4
        )
    )
