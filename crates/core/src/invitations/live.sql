select id from invitations where business_id = $1 and email_canonical = $2 and status = 'pending'
