select cast(count(*) as bigint) from (
    select 1 from (select 1 from calls where business_id = $1 and caller >= $2 and caller < $3 limit $10) national
    union all
    select 1 from (select 1 from calls where business_id = $1 and caller >= $4 and caller < $5 limit $10) international
    union all
    select 1 from (select 1 from calls where business_id = $1 and caller_reversed >= $6 and caller_reversed < $7 limit $10) ending
    union all
    select 1 from (select 1 from calls where business_id = $1 and caller_name_folded >= $8 and caller_name_folded < $9 limit $10) named
) found
