delete from invitation_sends where business_id = $1 and email_canonical = $2 and sent_at <= $3
