update qualified_reviews set calls = calls
where business_id = $1 and generation = $2 and finished_at is null
returning reached_at, reached_call_id
