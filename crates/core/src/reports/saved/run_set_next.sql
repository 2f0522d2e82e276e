update reports set next_run_at = $3 where business_id = $1 and id = $2
