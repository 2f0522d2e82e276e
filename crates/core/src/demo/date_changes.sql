-- It was written now, and said when the call ended.
update call_changes set created_at = $3 where business_id = $1 and call_id = $2
