select id, sequence, at, actor_name, as_name, action, subject_kind, subject_id, subject_name, before, after, address
from (
    select * from (
        select * from audit_entries
        where business_id = $1 and sequence < $2 and sequence >= $3 and at >= $4 and at < $5
            and actor_user_id = (select m.user_id from members m where m.business_id = $1 and m.id = $7)
            and (cast($8 as text) is null or action = $8)
        order by sequence desc
        limit $6
    ) by_themselves
    union
    select * from (
        select * from audit_entries
        where business_id = $1 and sequence < $2 and sequence >= $3 and at >= $4 and at < $5
            and as_member_id in (
                select a.id from members a
                join members m on m.business_id = $1 and m.user_id = a.user_id and m.id = $7
                where a.business_id = $1
            )
            and (cast($8 as text) is null or action = $8)
        order by sequence desc
        limit $6
    ) as_them
) found
order by sequence desc
limit $6
