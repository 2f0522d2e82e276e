select tag_id, into_tag_id from merged_tags where business_id = $1
