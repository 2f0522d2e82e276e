update members as m set role = 'owner', sees = 'all'
where m.business_id = $1 and m.id = $2 and m.status = 'active' and m.role <> 'owner'
    and exists (
        select 1
        from handovers h
        join members f on f.business_id = $1 and f.id = h.from_member_id and f.status = 'active' and f.role = 'owner'
        where h.business_id = $1 and h.id = $3 and h.to_member_id = m.id and h.status = 'offered' and h.expires_at > $4
    )
