select r.id, r.name, r.matches, r.conditions, r.created_at, b.time_zone
from qualified_rules r
join businesses b on b.id = r.business_id
where r.business_id = $1
order by r.place, r.id
