-- Only for terms that few calls of the business match: all of them are read, from the indexes alone.
select c.*
from (
    select page_id from (
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller >= $11 and caller < $12 and (started_at, id) < ($5, $6) and started_at >= $7
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller >= $13 and caller < $14 and (started_at, id) < ($5, $6) and started_at >= $7
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller_reversed >= $15 and caller_reversed < $16 and (started_at, id) < ($5, $6) and started_at >= $7
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller_name_folded >= $17 and caller_name_folded < $18 and (started_at, id) < ($5, $6) and started_at >= $7
    ) matching
    where page_id is not null
        /* visible: number_id among (cast($3 as bigint) is null or number_id = $3)
            and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
    order by page_at desc, page_id desc
    limit $19
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1 and (cast($9 as text) is null or c.status = $9) and (cast($10 as text) is null or c.source = $10)
order by c.started_at desc, c.id desc
limit $8
