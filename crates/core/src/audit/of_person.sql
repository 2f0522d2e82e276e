-- The second half is driven by the person's memberships, which are few, and not by time: the cross join and the plus
-- signs force SQLite to do so.
select id, sequence, at, actor_name, as_name, action, subject_kind, subject_id, subject_name, before, after, address
from (
    select * from (
        select * from audit_entries
        where business_id = $1 and sequence /* after */ $2 and sequence /* until */ $3 and at >= $4 and at < $5
            and actor_user_id = (select m.user_id from members m where m.business_id = $1 and m.id = $8)
            and (cast($9 as text) is null or action = $9)
            and (cast($7 as text) is null or search_folded like $7 escape '\')
        order by sequence /* way */
        limit $6
    ) by_themselves
    union
    select * from (
        select e.* from members m
        join members a on a.business_id = $1 and a.user_id = m.user_id
        cross join audit_entries e
        where m.business_id = $1 and m.id = $8
            and e.business_id = $1 and e.as_member_id = a.id
            and e.sequence /* after */ $2 and e.sequence /* until */ $3 and +e.at >= $4 and +e.at < $5
            and (cast($9 as text) is null or e.action = $9)
            and (cast($7 as text) is null or e.search_folded like $7 escape '\')
        order by e.sequence /* way */
        limit $6
    ) as_them
) matches
order by sequence /* way */
limit $6
