-- How many calls of the viewer's numbers match, counted up to $13 by each index: the calls of other numbers are not looked at.
select cast(count(*) as bigint) from (
    select 1 from (
        select 1 from calls
        where caller >= $5 and caller < $6 and $5 < $6
            /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
                and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
        limit $13
    ) international
    union all
    select 1 from (
        select 1 from calls
        where caller >= $7 and caller < $8 and $7 < $8
            /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
                and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
        limit $13
    ) national
    union all
    select 1 from (
        select 1 from calls
        where caller_reversed >= $9 and caller_reversed < $10 and $9 < $10
            /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
                and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
        limit $13
    ) ending
    union all
    select 1 from (
        select 1 from calls
        where caller_name_folded >= $11 and caller_name_folded < $12 and $11 < $12
            /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
                and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
        limit $13
    ) named
) found
-- The calls have no condition on their business, as a number belongs to one; the member has.
where exists (select 1 from members where business_id = $1 and id = $2)
