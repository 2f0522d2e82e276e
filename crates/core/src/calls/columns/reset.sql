delete from member_columns where business_id = $1 and member_id = $2
