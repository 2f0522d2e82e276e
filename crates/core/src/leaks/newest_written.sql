-- The words that people wrote on the calls of a number: the notes, and the names of the tags.
select n.text
from call_notes n
join calls c on c.business_id = n.business_id and c.id = n.call_id
where n.business_id = $1 and c.number_id = $2
union
select t.name
from call_tags l
join tags t on t.business_id = l.business_id and t.id = l.tag_id
where l.business_id = $1 and l.number_id = $2
limit $3
