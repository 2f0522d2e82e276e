select at from audit_entries where business_id = $1 order by sequence limit 1
