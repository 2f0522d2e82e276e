select count(*), coalesce(min(sent_at), 0) from invitation_sends where business_id = $1 and email_canonical = $2
