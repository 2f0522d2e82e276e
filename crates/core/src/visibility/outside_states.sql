select o.id, o.email, cast($3 as text), o.sees,
    exists (
        select 1 from outside_number_grants a
        where a.business_id = $1 and a.recipient_id = o.id and a.number_id = $2
    ),
    (
        select string_agg(cast(a.group_id as text), ',') from outside_group_grants a
        where a.business_id = $1 and a.recipient_id = o.id
    )
from outside_recipients o
where o.business_id = $1
