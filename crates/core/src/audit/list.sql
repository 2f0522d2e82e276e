select id, sequence, at, actor_name, as_name, action, subject_kind, subject_id, subject_name, before, after, address
from audit_entries
where business_id = $1 and sequence < $2
order by sequence desc
limit $3
