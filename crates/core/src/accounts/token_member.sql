select id from members where business_id = $1 and status = 'active' and email_canonical = $2
