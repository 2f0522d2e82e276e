update call_views set name = $3, name_folded = $4, question = $5, is_shared = $6, updated_at = $7
where business_id = $1 and id = $2
