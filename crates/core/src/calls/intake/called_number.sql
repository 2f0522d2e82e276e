select id, source, forward_to, records_calls,
    exists (select 1 from blocked_callers b where b.business_id = $1 and b.caller = $3)
from numbers
where business_id = $1 and phone_number = $2 and status = 'active'
