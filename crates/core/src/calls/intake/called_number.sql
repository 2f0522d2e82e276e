select id, source, forward_to, records_calls from numbers
where business_id = $1 and phone_number = $2 and status = 'active'
