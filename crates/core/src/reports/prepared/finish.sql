update prepared_answers
set state = 'done', done_calls = total_calls, figures = $3, time_zone = $4, as_of = $5, expires_at = $6
where business_id = $1 and id = $2 and state = 'running' and access = $7
