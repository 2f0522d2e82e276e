insert into call_views (business_id, author_member_id, name, name_folded, question, is_shared, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $7)
on conflict (business_id, author_member_id, name_folded) do nothing
returning id
