delete from merged_tags where business_id = $1 and into_tag_id = $2
