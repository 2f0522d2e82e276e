delete from outside_number_grants where business_id = $1 and recipient_id = $2
