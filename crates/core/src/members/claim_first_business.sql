insert into instance (id, founded_at)
values (1, $1)
on conflict (id) do update set founded_at = excluded.founded_at where instance.founded_at is null
