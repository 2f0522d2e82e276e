insert into jobs (business_id, kind, unique_key, payload, created_at, due_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (kind, unique_key) do nothing
