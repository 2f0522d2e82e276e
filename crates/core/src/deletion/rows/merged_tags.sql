delete from merged_tags
where business_id = $1 and tag_id in (select tag_id from merged_tags where business_id = $1 limit $2)
