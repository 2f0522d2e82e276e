update numbers set group_id = null where business_id = $1 and group_id = $2
