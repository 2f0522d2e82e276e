delete from prepared_answers where business_id = $1 and member_id = $2 and question_digest = $3
