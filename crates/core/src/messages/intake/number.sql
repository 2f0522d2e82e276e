select id from numbers where business_id = $1 and phone_number = $2 and status = 'active'
