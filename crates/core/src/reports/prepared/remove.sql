delete from prepared_answers where business_id = $1 and id = $2
