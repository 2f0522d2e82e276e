select call_columns from members where business_id = $1 and id = $2
