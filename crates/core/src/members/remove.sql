update members as m set status = 'removed', removed_at = $3
where m.business_id = $1 and m.id = $2 and m.status = 'active' and m.id <> $4
    and exists (
        select 1 from members a
        where a.business_id = $1 and a.id = $4 and a.status = 'active'
            and a.role in ('owner', 'admin') and (a.role, m.role) in (select actor_role, role from manages)
    )
    and (
        m.role <> 'owner'
        or exists (
            select 1 from members o
            where o.business_id = $1 and o.id <> m.id and o.role = 'owner' and o.status = 'active'
        )
    )
