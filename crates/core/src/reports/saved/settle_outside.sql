update outside_recipients set sent_at = coalesce($3, sent_at), problem = $4 where business_id = $1 and id = $2
