select t.id, t.name, t.colour, t.created_at
from call_tags l
join tags t on t.business_id = l.business_id and t.id = l.tag_id
where l.business_id = $1 and l.call_id = $2
order by t.name_folded, t.id
