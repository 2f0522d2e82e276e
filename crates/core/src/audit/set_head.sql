update audit_heads set hash = $2, first_sequence = $3, seal = $4 where business_id = $1
