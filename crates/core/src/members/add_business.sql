insert into businesses (slug, name, time_zone, country, created_at)
values ($1, $2, $3, $4, $5)
on conflict (slug) do nothing
returning id
