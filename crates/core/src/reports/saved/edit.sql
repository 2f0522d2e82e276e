update reports set name = $3, question = $4, is_shared = $5, updated_at = $6
where business_id = $1 and id = $2
