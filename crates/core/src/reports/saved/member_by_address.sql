select name from members where business_id = $1 and email_canonical = $2 and status = 'active'
