select group_id from group_grants where business_id = $1 and member_id = $2
