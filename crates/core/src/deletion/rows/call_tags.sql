delete from call_tags
where business_id = $1 and (call_id, tag_id) in (select call_id, tag_id from call_tags where business_id = $1 limit $2)
