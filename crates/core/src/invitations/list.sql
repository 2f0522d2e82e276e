-- key name: i.name_folded
-- key role: case i.role when 'owner' then '0' when 'admin' then '1' when 'manager' then '2' else '3' end || i.name_folded
-- key created_at: i.created_at
select i.id, i.name, i.email, i.role, i.sees, i.numbers, i.number_groups,
    case when i.status = 'pending' and i.expires_at <= $6 then 'expired' else i.status end,
    i.invited_by, m.name, i.created_at, i.sent_at, i.expires_at, i.delivery, i.delivery_problem
from listed_invitations i
join members m on m.business_id = i.business_id and m.id = i.invited_by
where i.business_id = $1
    and ((/* key */), i.id) /* after */ ($2, $3)
    and (cast($4 as text) is null or i.role = $4)
    and (cast($5 as text) is null or i.name_folded like $5 escape '\'
        or i.email_canonical like $14 escape '\' or lower(i.email) like $14 escape '\')
    and i.expires_at > $7 and i.expires_at <= $8
    and i.status in ($9, $10, $11, $12)
order by (/* key */) /* way */, i.id /* way */
limit $13
