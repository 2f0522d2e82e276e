insert into call_changes (business_id, call_id, member_id, rule_id, changed, created_at)
values ($1, $2, $3, $4, $5, $6)
