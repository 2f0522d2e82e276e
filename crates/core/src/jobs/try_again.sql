update jobs set failed_at = null, failure = null, attempts = 0, due_at = $3
where business_id = $1 and id = $2 and failed_at is not null
returning kind
