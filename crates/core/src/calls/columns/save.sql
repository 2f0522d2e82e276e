insert into member_columns (business_id, member_id, words)
values ($1, $2, $3)
on conflict (business_id, member_id) do update
set words = excluded.words
