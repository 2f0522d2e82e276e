update call_notes set text = text where business_id = $1 and id = $2
returning text
