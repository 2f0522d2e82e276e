insert into reports (business_id, author_member_id, name, question, is_shared, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $6)
returning id
