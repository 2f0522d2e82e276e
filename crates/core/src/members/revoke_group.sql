delete from group_grants where business_id = $1 and member_id = $2 and group_id = $3
