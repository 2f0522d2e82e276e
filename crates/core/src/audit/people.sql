-- Each recursive step is one index look-up, so the cost grows with the people and not with the entries.
with recursive actors (id) as (
    select (
        select e.actor_user_id from audit_entries e
        where e.business_id = $1 and e.actor_user_id is not null
        order by e.actor_user_id limit 1
    )
    union all
    select (
        select e.actor_user_id from audit_entries e
        where e.business_id = $1 and e.actor_user_id > actors.id
        order by e.actor_user_id limit 1
    )
    from actors where actors.id is not null
),
teammates (id) as (
    select (
        select e.as_member_id from audit_entries e
        where e.business_id = $1 and e.as_member_id is not null
        order by e.as_member_id limit 1
    )
    union all
    select (
        select e.as_member_id from audit_entries e
        where e.business_id = $1 and e.as_member_id > teammates.id
        order by e.as_member_id limit 1
    )
    from teammates where teammates.id is not null
)
select m.id, m.name
from members m
where m.business_id = $1
    and m.user_id in (
        select id from actors where id is not null
        union
        select t.user_id from teammates join members t on t.business_id = $1 and t.id = teammates.id
    )
    and m.id = (select max(n.id) from members n where n.business_id = $1 and n.user_id = m.user_id)
order by m.name_folded, m.id
limit $2
