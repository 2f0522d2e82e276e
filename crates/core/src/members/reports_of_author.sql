select id from reports where business_id = $1 and author_member_id = $2
