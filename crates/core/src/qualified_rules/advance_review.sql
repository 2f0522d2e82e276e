update qualified_reviews
set reached_at = $2, reached_call_id = $3, calls = calls + $4, marked = marked + $5, unmarked = unmarked + $6,
    finished_at = $7
where business_id = $1
returning requested_at, reached_at, calls, marked, unmarked, finished_at
