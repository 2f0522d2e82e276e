-- Counts up to $27 calls of a tag, of the viewer's numbers.
select cast(count(*) as bigint) from (
    select 1 from call_tags l
    /* if matching */ cross join calls c /* end */
    where (l.started_at, l.call_id) /* after */ ($24, $25) and l.started_at /* until */ $26 and l.tag_id = $28
        /* if matching */ and c.id = l.call_id /* part matching.sql from 29 */ /* end */
        /* visible: l.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null and not $23
                or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
    limit $27
) matching
-- The calls have no condition on their business, as a number belongs to one; the member has.
where exists (select 1 from members where business_id = $1 and id = $2)
