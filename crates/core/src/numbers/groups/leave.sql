update numbers set group_id = null where business_id = $1 and id = $2 and group_id = $3
