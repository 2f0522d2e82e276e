-- Of the newest calls that nobody answered those that are their caller's last one, on the numbers that the viewer sees; and how
-- often the caller has tried since somebody last talked to them there.
select c.id, c.number_id, c.caller, c.caller_name, c.status, c.started_at,
    (
        select cast(count(*) as bigint) from calls tried
        where /* by number */tried.business_id = $1 and tried.caller = c.caller
            and tried.status in ('missed', 'busy', 'failed', 'voicemail') and not tried.spam and not tried.blocked
            and tried.started_at > coalesce((
                select max(talked.started_at) from calls talked
                where /* by number */talked.business_id = $1 and talked.caller = c.caller and talked.status = 'completed'
                    and not talked.spam and not talked.blocked
                    /* visible: talked.number_id */
            ), 0)
            /* visible: tried.number_id */
    ),
    b.at, m.name
from (
    select r.id, r.number_id, r.caller, r.caller_name, r.status, r.started_at from calls r
    where /* by number */r.business_id = $1 and r.started_at >= $33
        and r.status in ('missed', 'busy', 'failed', 'voicemail') and r.caller is not null and not r.spam and not r.blocked
        and (cast($23 as text) is null or r.source in ($23, $24, $25, $26, $27, $28, $29, $30, $31, $32))
        and (cast($37 as text) is null or r.status in ($37, $38, $39, $40, $41, $42, $43, $44, $45, $46))
        and (cast($47 as bigint) is null or (
            select count(*) from call_tags l
            where l.business_id = $1 and l.call_id = r.id
                and l.tag_id in ($47, $48, $49, $50, $51, $52, $53, $54, $55, $56)
        ) > 0)
        and (cast($57 as text) is null
            or case when r.qualified then 'true' when not r.qualified then 'false' else 'none' end in ($57, $58, $59))
        /* visible: r.number_id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
                and (cast($13 as bigint) is null or number_id in (
                    select id from numbers
                    where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
                )) */
    order by r.started_at desc, r.id desc
    limit $34
) c
left join called_back b on b.business_id = $1 and b.call_id = c.id
left join members m on m.business_id = $1 and m.id = b.member_id
where (b.at is not null) = $35
    and not exists (
        select 1 from calls later
        where /* by number */later.business_id = $1 and later.caller = c.caller
            and (later.started_at, later.id) > (c.started_at, c.id) and not later.spam and not later.blocked
            /* visible: later.number_id */
    )
order by c.started_at desc, c.id desc
limit $36
