delete from number_grants where business_id = $1 and member_id = $2 and number_id = $3
