update members set wants_digest = false where business_id = $1 and id = $2
