insert into audit_entries (business_id, sequence, at, actor_user_id, actor_name, as_member_id, as_name, action,
    subject_kind, subject_id, subject_name, before, after, address, search_folded, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
