update prepared_answers set done_calls = $3, total_calls = $4
where business_id = $1 and id = $2 and state = 'running'
