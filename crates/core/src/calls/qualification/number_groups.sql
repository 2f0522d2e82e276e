select id, group_id from numbers where business_id = $1 and group_id is not null
