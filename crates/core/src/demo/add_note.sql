insert into call_notes (business_id, call_id, author_member_id, text, created_at)
values ($1, $2, $3, $4, $5)
