insert into call_tags (business_id, call_id, tag_id, number_id, started_at)
select $1, l.call_id, $3, l.number_id, l.started_at
from call_tags l
where l.business_id = $1 and l.tag_id = $2
on conflict (business_id, call_id, tag_id) do nothing
