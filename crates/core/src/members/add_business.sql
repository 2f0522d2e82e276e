insert into businesses (slug, name, time_zone, country, currency, created_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (slug) do nothing
returning id
