insert into setup_records (business_id, tried, at, problem)
values ($1, $2, $3, $4)
on conflict (business_id, tried) do update set at = excluded.at, problem = excluded.problem
