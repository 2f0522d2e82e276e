update invitations set status = 'expired', ended_at = expires_at
where business_id = $1 and email_canonical = $2 and status = 'pending' and expires_at <= $3
