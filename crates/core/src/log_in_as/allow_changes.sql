update impersonations set allows_changes = true
where business_id = $1 and id = $2 and ended_at is null and expires_at > $3 and allows_changes = false
