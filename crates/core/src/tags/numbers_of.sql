-- The numbers with a call that carries the tag. Each is looked up by its own calls, since the calls of a tag may be many.
select n.id
from numbers n
where n.business_id = $1 and (
    select 1 from call_tags l where l.business_id = $1 and l.number_id = n.id and l.tag_id = $2 limit 1
) is not null
