select wants_digest from members where business_id = $1 and id = $2 and status = 'active'
