delete from call_tags where business_id = $1 and tag_id = $2
