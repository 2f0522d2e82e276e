select coalesce(max(sequence), 0) from audit_entries where business_id = $1
