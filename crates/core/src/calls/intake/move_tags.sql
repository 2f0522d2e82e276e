update call_tags set started_at = $3 where business_id = $1 and call_id = $2
