select
    -o.id, case
        when o.sees = 'all' then 'all'
        when exists (select 1 from outside_number_grants g where g.business_id = $1 and g.recipient_id = o.id)
            or exists (select 1 from outside_group_grants g where g.business_id = $1 and g.recipient_id = o.id) then 'specific'
        else 'none'
    end, o.name, o.email,
    b.id, b.slug, b.name, b.time_zone, b.country, b.currency,
    o.id,
    exists (
        select 1 from members a
        where a.business_id = $1 and a.id = r.author_member_id and a.status = 'active'
    ),
    (select g.role from members g where g.business_id = $1 and g.id = o.granted_by and g.status = 'active'),
    exists (
        select 1 from members m
        where m.business_id = $1 and m.email_canonical = o.email_canonical and m.status = 'active'
    )
from outside_recipients o
join businesses b on b.id = o.business_id and b.deleted_at is null
join reports r on r.business_id = o.business_id and r.id = o.report_id
where o.business_id = $1 and o.id = $2
