update call_notes set text = $3, edited_at = $4 where business_id = $1 and id = $2
