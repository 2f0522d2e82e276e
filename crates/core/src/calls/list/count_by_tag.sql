-- Counts up to $8 calls of a tag, of the viewer's numbers.
select cast(count(*) as bigint) from (
    select 1 from call_tags l
    /* if narrowed */ cross join calls n /* end */
    where (l.started_at, l.call_id) /* after */ ($5, $6) and l.started_at /* until */ $7 and l.tag_id = $9
        /* if narrowed */ and n.id = l.call_id and (cast($10 as text) is null or n.status = $10) and (cast($11 as text) is null or n.source = $11)
            and (cast($12 as text) is null or $12 = case when n.qualified then 'true' when not n.qualified then 'false' else 'none' end)
            and (cast($13 as boolean) is null or n.spam = $13) /* end */
        /* visible: l.number_id among (cast($3 as bigint) is null or number_id = $3)
            and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
    limit $8
) matching
-- The calls have no condition on their business, as a number belongs to one; the member has.
where exists (select 1 from members where business_id = $1 and id = $2)
