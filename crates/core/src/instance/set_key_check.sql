insert into instance (id, key_check)
values (1, $1)
on conflict (id) do update set key_check = excluded.key_check where instance.key_check is null
