-- key name: m.name_folded
-- key email: m.email_canonical
-- key role: case m.role when 'owner' then '0' when 'admin' then '1' when 'manager' then '2' else '3' end || m.name_folded
-- key joined_at: m.joined_at
-- key last_active_at: coalesce(m.last_active_at, 0)
select m.id, m.name, m.email, m.role, m.sees, m.numbers, m.number_groups, m.status, m.joined_at, m.last_active_at
from listed_members m
where m.business_id = $1 and m.status = 'active'
    and ((/* key */), m.id) /* after */ ($2, $3)
    and (cast($4 as text) is null or m.role = $4)
    and (cast($5 as text) is null or m.name_folded like $5 escape '\'
        or m.email_canonical like $7 escape '\' or lower(m.email) like $7 escape '\')
order by (/* key */) /* way */, m.id /* way */
limit $6
