-- Leaps from source to source over the business's index, whatever the number: for who sees all of them.
with recursive leaps (source) as (
    select min(c.source)
    from calls c
    where c.business_id = $1
    union all
    select (select min(c.source) from calls c where c.business_id = $1 and c.source > l.source)
    from leaps l
    where l.source is not null
)
select source from leaps where source <> '' order by source limit $2
