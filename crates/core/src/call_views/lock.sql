update call_views set name = name
where business_id = $1 and id = $3 and (author_member_id = $2 or is_shared)
returning id, name, question, is_shared, author_member_id, cast(null as text), created_at, updated_at
