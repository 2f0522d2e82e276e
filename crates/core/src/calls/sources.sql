-- Leaps from source to source of each number, over the index: a number has few sources and many calls.
with recursive leaps (number_id, source) as (
    select n.id, (select min(c.source) from calls c where c.number_id = n.id)
    from numbers n
    where n.business_id = $1 /* visible: n.id */
    union all
    select l.number_id, (select min(c.source) from calls c where c.number_id = l.number_id and c.source > l.source)
    from leaps l
    where l.source is not null
)
select distinct source from leaps where source <> '' order by source limit $3
