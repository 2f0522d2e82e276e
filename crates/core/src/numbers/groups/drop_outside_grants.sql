delete from outside_group_grants where business_id = $1 and group_id = $2
returning recipient_id
