update impersonations set ended_at = $2 where business_id = $1 and ended_at is null and expires_at > $2
returning id
