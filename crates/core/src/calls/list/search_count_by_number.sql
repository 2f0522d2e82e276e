-- How many calls of the viewer's numbers match, counted up to $32 by each index: the calls of other numbers are not looked at.
select cast(count(*) as bigint) from (
    select 1 from (
        select 1 from calls
        where caller >= $24 and caller < $25 and $24 < $25
            /* visible: number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null and not $23
                    or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                    or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
        limit $32
    ) international
    union all
    select 1 from (
        select 1 from calls
        where caller >= $26 and caller < $27 and $26 < $27
            /* visible: number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null and not $23
                    or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                    or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
        limit $32
    ) national
    union all
    select 1 from (
        select 1 from calls
        where caller_reversed >= $28 and caller_reversed < $29 and $28 < $29
            /* visible: number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null and not $23
                    or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                    or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
        limit $32
    ) ending
    union all
    select 1 from (
        select 1 from calls
        where caller_name_folded >= $30 and caller_name_folded < $31 and $30 < $31
            /* visible: number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null and not $23
                    or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                    or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
        limit $32
    ) named
) found
-- The calls have no condition on their business, as a number belongs to one; the member has.
where exists (select 1 from members where business_id = $1 and id = $2)
