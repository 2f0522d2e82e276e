-- The tags of the calls of the viewer's numbers. Each number's tags are found by steps from one to the next, so that neither
-- its calls nor the tags of others are gone through.
with recursive own (number_id) as (
    select id from numbers
    where /* by number */business_id = $1 /* visible: id */
), steps (number_id, tag_id) as (
    select own.number_id, (select min(l.tag_id) from call_tags l where l.number_id = own.number_id)
    from own
    union all
    select s.number_id, (select min(l.tag_id) from call_tags l where l.number_id = s.number_id and l.tag_id > s.tag_id)
    from steps s
    where s.tag_id is not null
)
select used.tag_id,
    (select t.name from tags t where t.business_id = $1 and t.id = used.tag_id),
    (select t.colour from tags t where t.business_id = $1 and t.id = used.tag_id),
    (select t.created_at from tags t where t.business_id = $1 and t.id = used.tag_id)
from (select distinct s.tag_id from steps s where s.tag_id is not null) used
order by (select t.name_folded from tags t where t.business_id = $1 and t.id = used.tag_id), used.tag_id
limit $3
