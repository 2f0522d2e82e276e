delete from members where business_id = $1
