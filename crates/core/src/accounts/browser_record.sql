insert into known_browsers (user_id, cookie_hash, first_seen_at, last_seen_at)
values ($1, $2, $3, $3)
on conflict (user_id, cookie_hash) do update set last_seen_at = excluded.last_seen_at
