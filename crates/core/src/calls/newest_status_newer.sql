-- Looks at the business's calls in their order, and keeps those of the viewer: at so many ($7, and $8 for each number
-- that the viewer was granted) and no further. If the page isn't full by then, its last row is the place of the last
-- call looked at, without that call. On both engines the second half of the union isn't run when the first fills it.
select c.id, c.number_id,
    (select n.friendly_name from numbers n where n.business_id = $1 and n.id = c.number_id),
    c.direction, c.status, c.outcome, c.caller, c.caller_kind, c.caller_name, c.destination, c.source,
    c.started_at, c.duration_seconds, c.talk_seconds,
    (select cast(r.id as text) || ' ' || r.kind || ' ' || r.status || ' ' || coalesce(cast(r.duration_seconds as text), '')
        from recordings r where r.business_id = $1 and r.call_id = c.id order by r.id desc limit 1),
    page.is_last, page.page_at, page.page_id
from (
    select page_id, page_at, is_last from (
        select page_id, page_at, false as is_last from (
            select id as page_id, started_at as page_at, number_id from calls
            where business_id = $1 and status = $9 and (started_at, id) > ($3, $4) and started_at < $5
            order by started_at, id
            limit $7 + case when cast($8 as bigint) = 0 then 0 else $8 * (select count(*) from number_access where business_id = $1 and member_id = $2) end
        ) looked_at
        where page_id is not null /* visible: +number_id */
        order by page_at, page_id
        limit $6
    ) seen
    union all
    select page_id, page_at, true from (
        select id as page_id, started_at as page_at from calls
        where business_id = $1 and status = $9 and (started_at, id) > ($3, $4) and started_at < $5
        order by started_at, id
        limit 1 offset $7 + case when cast($8 as bigint) = 0 then 0 else $8 * (select count(*) from number_access where business_id = $1 and member_id = $2) end - 1
    ) ending
    limit $6
) page
left join calls c on c.id = page.page_id and not page.is_last
order by page.page_at, page.page_id
