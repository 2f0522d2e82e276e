delete from call_notes where business_id = $1 and id = $2
