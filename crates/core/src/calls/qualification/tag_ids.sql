select tag_id from call_tags where business_id = $1 and call_id = $2
