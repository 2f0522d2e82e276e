select sequence, at, actor_user_id, actor_name, as_member_id, as_name, action, subject_kind, subject_id, subject_name,
    before, after, address, search_folded, hash
from audit_entries
where business_id = $1 and sequence > $2
order by sequence
limit $3
