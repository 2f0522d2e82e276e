insert into number_groups (business_id, name, name_folded, created_at)
values ($1, $2, $3, $4)
on conflict (business_id, name_folded) do nothing
returning id
