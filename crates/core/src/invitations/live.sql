select id, expires_at <= $3 from invitations where business_id = $1 and email_canonical = $2 and status = 'pending'
