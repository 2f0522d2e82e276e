insert into tags (business_id, name, name_folded, colour, created_at)
values ($1, $2, $3, $4, $5)
on conflict (business_id, name_folded) do nothing
returning id, name, colour, created_at
