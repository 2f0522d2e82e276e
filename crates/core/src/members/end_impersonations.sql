update impersonations set ended_at = $3
where business_id = $1 and (member_id = $2 or actor_member_id = $2) and ended_at is null and expires_at > $3
