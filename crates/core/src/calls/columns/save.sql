update members set call_columns = $3 where business_id = $1 and id = $2 and status = 'active'
