select m.id, m.name, m.role, m.sees,
    exists (
        select 1 from number_grants a where a.business_id = $1 and a.member_id = m.id and a.number_id = $2
    ),
    (
        select string_agg(cast(a.group_id as text), ',') from group_grants a
        where a.business_id = $1 and a.member_id = m.id
    )
from members m
where m.business_id = $1 and m.status = 'active'
