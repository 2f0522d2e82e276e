select min(sequence) from audit_entries where business_id = $1 and at >= $2
