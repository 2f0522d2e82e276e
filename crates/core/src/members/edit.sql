update members as m set role = $3, name = $4, name_folded = $5, sees = $6
where m.business_id = $1 and m.id = $2 and m.status = 'active'
    and (
        m.id = $7 and m.role = $3 and m.sees = $6
        or m.id <> $7 and exists (
            select 1 from members a
            where a.business_id = $1 and a.id = $7 and a.status = 'active'
                and a.role in ('owner', 'admin')
                and (a.role, m.role) in (select actor_role, role from manages)
                and (a.role, $3) in (select actor_role, role from manages)
        )
    )
    and (
        m.role <> 'owner'
        or $3 = 'owner'
        or exists (
            select 1 from members o
            where o.business_id = $1 and o.id <> m.id and o.role = 'owner' and o.status = 'active'
        )
    )
