-- key name: n.name_folded
-- key newest: n.created_at
select n.id, n.phone_number, n.friendly_name, n.source, n.group_id, g.name, n.forward_to, n.records_calls, n.status,
    n.created_at, n.released_at
from numbers n
left join number_groups g on g.business_id = n.business_id and g.id = n.group_id
where /* by number */n.business_id = $1
    and (/* key */, n.id) /* after */ ($3, $4)
    and (cast($5 as bigint) is null or n.group_id = $5)
    and (cast($6 as text) is null or n.status = $6)
    and (cast($7 as text) is null
        or n.name_folded like $7 escape '\' or n.source_folded like $7 escape '\' or n.phone_number like $8 escape '\')
    /* visible: n.id */
order by /* key */ /* way */, n.id /* way */
limit $9
