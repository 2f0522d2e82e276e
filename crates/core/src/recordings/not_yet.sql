update recordings
set failure = $3, status = case when $4 then 'failed' else 'waiting' end
where business_id = $1 and id = $2 and status in ('waiting', 'failed')
