insert into message_media (business_id, message_id, sequence, url, content_type) values ($1, $2, $3, $4, $5)
