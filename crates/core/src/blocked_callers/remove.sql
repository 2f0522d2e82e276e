delete from blocked_callers where business_id = $1 and id = $2
