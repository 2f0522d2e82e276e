update carriers set account = $2, updated_at = $4
where business_id = $1 and provider = $5 and api_base is not distinct from $3
