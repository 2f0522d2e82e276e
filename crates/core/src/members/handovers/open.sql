select h.id, h.from_member_id, f.name, h.to_member_id, t.name, h.offered_at, h.expires_at
from handovers h
join members f on f.business_id = $1 and f.id = h.from_member_id
join members t on t.business_id = $1 and t.id = h.to_member_id
where h.business_id = $1 and h.status = 'offered' and h.expires_at > $2
    and (cast($3 as bigint) is null or h.to_member_id = $3)
