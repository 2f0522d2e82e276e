select id, at from audit_entries where business_id = $1 and sequence = $2
