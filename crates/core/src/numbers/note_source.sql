insert into number_sources (business_id, number_id, source)
values ($1, $2, $3)
on conflict (business_id, number_id, source) do nothing
