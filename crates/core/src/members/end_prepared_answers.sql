delete from prepared_answers where business_id = $1 and member_id = $2
