update members set wants_digest = $3 where business_id = $1 and id = $2 and status = 'active'
