select sequence, hash from audit_heads where business_id = $1
