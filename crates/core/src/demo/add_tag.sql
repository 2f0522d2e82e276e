insert into call_tags (business_id, call_id, tag_id, number_id, started_at)
values ($1, $2, $3, $4, $5)
