select c.id, c.caller, c.caller_name, c.source, (
        select r.id from recordings r where r.business_id = $1 and r.call_id = c.id order by r.id limit 1
    )
from calls c
where c.business_id = $1 and c.number_id = $2
order by c.started_at desc, c.id desc
limit $3
