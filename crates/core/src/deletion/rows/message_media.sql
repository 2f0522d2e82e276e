delete from message_media
where business_id = $1 and (message_id, sequence) in (select message_id, sequence from message_media where business_id = $1 limit $2)
