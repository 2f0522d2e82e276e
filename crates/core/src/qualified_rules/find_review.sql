select requested_at, reached_at, calls, marked, unmarked, finished_at from qualified_reviews where business_id = $1
