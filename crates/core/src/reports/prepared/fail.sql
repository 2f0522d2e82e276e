update prepared_answers set state = 'failed', problem = $3, expires_at = $4
where business_id = $1 and id = $2 and state in ('waiting', 'running')
