select number_id from number_access where business_id = $1 and member_id = $2
