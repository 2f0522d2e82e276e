select tried, at, problem from setup_records where business_id = $1
