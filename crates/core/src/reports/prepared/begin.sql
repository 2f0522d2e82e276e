update prepared_answers set state = 'running', access = $3, done_calls = 0
where business_id = $1 and id = $2 and state in ('waiting', 'running')
