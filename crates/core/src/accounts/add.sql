insert into users (email, email_canonical, name, password_hash, proved_at, created_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (email_canonical) do nothing
returning id
