select b.id, b.caller, m.name, b.blocked_at
from blocked_callers b
join members m on m.business_id = b.business_id and m.id = b.blocked_by
where b.business_id = $1 and b.caller = $2
