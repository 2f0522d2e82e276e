update reports set schedule = $3, next_run_at = $4 where business_id = $1 and id = $2
