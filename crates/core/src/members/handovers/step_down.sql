update members as m set role = 'admin'
where m.business_id = $1 and m.id = $2 and m.status = 'active' and m.role = 'owner'
    and exists (
        select 1 from members o
        where o.business_id = $1 and o.id = $3 and o.id <> m.id and o.status = 'active' and o.role = 'owner'
    )
