delete from audit_heads
where business_id = $1 and business_id in (select business_id from audit_heads where business_id = $1 limit $2)
