-- For viewers of all numbers, and terms that few calls match: all of them are read, from the indexes alone. No condition on
-- numbers: PostgreSQL would look each of them up in each index.
select c.*
from (
    select page_id from (
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller >= $9 and caller < $10 and (started_at, id) < ($3, $4) and started_at >= $5
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller >= $11 and caller < $12 and (started_at, id) < ($3, $4) and started_at >= $5
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller_reversed >= $13 and caller_reversed < $14 and (started_at, id) < ($3, $4) and started_at >= $5
        union
        select id as page_id, started_at as page_at, number_id from calls
        where business_id = $1 and caller_name_folded >= $15 and caller_name_folded < $16 and (started_at, id) < ($3, $4) and started_at >= $5
    ) matching
    where page_id is not null
        /* visible: number_id */
    order by page_at desc, page_id desc
    limit $17
) page
join listed_calls c on c.id = page.page_id
where +c.business_id = $1 and (cast($7 as text) is null or c.status = $7) and (cast($8 as text) is null or c.source = $8)
    and (cast($18 as text) is null or $18 = case when c.qualified then 'true' when not c.qualified then 'false' else 'none' end)
    and (cast($19 as boolean) is null or c.spam = $19)
    and (cast($20 as bigint) is null or exists (
        select 1 from call_tags l where l.business_id = $1 and l.call_id = c.id and l.tag_id = $20
    ))
order by c.started_at desc, c.id desc
limit $6
