delete from outside_group_grants where business_id = $1 and recipient_id = $2
