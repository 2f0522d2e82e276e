select sequence, hash, first_sequence, seal from audit_heads where business_id = $1
