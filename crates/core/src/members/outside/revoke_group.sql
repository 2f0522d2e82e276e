delete from outside_group_grants where business_id = $1 and recipient_id = $2 and group_id = $3
