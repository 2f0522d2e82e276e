insert into merged_tags (business_id, tag_id, into_tag_id) values ($1, $2, $3)
