insert into invitation_sends (business_id, email_canonical, member_id, is_link, sent_at) values ($1, $2, $3, $4, $5)
