update calls set qualified = $3, qualified_by = $4, value_cents = $5, spam = $6
where business_id = $1 and id = $2
