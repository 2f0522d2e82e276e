update reports set name = name
where business_id = $1 and id = $3 and (author_member_id = $2 or is_shared)
returning id, name, question, is_shared, author_member_id, null, created_at, updated_at, null, null, schedule, next_run_at, false
