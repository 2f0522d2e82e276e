select attempts, failure, failed_at is not null from jobs where business_id = $1 and kind = $2 and unique_key = $3
