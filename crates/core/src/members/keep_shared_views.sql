update call_views set author_member_id = null where business_id = $1 and author_member_id = $2
