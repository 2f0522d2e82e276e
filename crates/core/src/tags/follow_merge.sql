update merged_tags set into_tag_id = $3 where business_id = $1 and into_tag_id = $2
