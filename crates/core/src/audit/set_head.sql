update audit_heads set hash = $2 where business_id = $1
