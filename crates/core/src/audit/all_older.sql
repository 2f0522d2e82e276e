select id, sequence, at, actor_name, as_name, action, subject_kind, subject_id, subject_name, before, after, address
from audit_entries
where business_id = $1 and sequence < $2 and sequence >= $3 and at >= $4 and at < $5
order by sequence desc
limit $6
