-- For viewers of all numbers, and terms that few calls match: all of them are read, from the indexes alone. No condition on
-- numbers: PostgreSQL would look each of them up in each index.
select c.*
from (
    select page_id from (
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller >= $7 and caller < $8 and (started_at, id) < ($3, $4) and started_at >= $5
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller >= $9 and caller < $10 and (started_at, id) < ($3, $4) and started_at >= $5
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller_reversed >= $11 and caller_reversed < $12 and (started_at, id) < ($3, $4) and started_at >= $5
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller_name_folded >= $13 and caller_name_folded < $14 and (started_at, id) < ($3, $4) and started_at >= $5
    ) matching
    where page_id is not null
        /* visible: number_id */
    order by page_at desc, page_id desc
    limit $15
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1
    /* part matching.sql from 16 */
order by c.started_at desc, c.id desc
limit $6
