select m.id
from members m
join businesses b on b.id = m.business_id and b.deleted_at is null
where m.business_id = $1 and m.id = $2 and m.status = 'active' and m.role = $3 and m.sees = $4
    and (cast($5 as bigint) is null or exists (select 1 from sessions s where s.id = $5 and s.expires_at > $8))
    and (cast($6 as bigint) is null or exists (select 1 from api_tokens t
        where t.business_id = $1 and t.id = $6 and (t.expires_at is null or t.expires_at > $8)
    ))
    and (cast($7 as bigint) is null or exists (
        select 1 from impersonations i
        join members a on a.business_id = i.business_id and a.id = i.actor_member_id and a.status = 'active'
        where i.business_id = $1 and i.id = $7 and i.ended_at is null and i.expires_at > $8
    ))
