insert into invitation_sends (business_id, email_canonical, sent_at) values ($1, $2, $3)
