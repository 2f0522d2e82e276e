delete from called_back where business_id = $1 and call_id = $2
