update numbers
set friendly_name = $3, name_folded = $4, source = $5, source_folded = $6, group_id = $7, forward_to = $8, records_calls = $9
where business_id = $1 and id = $2 and status = 'active'
