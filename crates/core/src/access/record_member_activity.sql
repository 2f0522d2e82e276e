update members set last_active_at = $3
where business_id = $1 and id = $2 and status = 'active' and (last_active_at is null or last_active_at <= $4)
