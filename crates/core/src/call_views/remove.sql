delete from call_views where business_id = $1 and id = $2
