select id, sequence, at, actor_name, as_name, action, subject_kind, subject_id, subject_name, before, after, address
from audit_entries
where business_id = $1 and sequence /* after */ $2 and sequence /* until */ $3 and at >= $4 and at < $5
    and (cast($7 as text) is null or search_folded like $7 escape '\')
    /* if action */ and action = $8 /* end */
order by sequence /* way */
limit $6
