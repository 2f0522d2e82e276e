select count(*) from (select 1 from call_notes where business_id = $1 and call_id = $2 limit $3) counted
