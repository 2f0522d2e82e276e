delete from call_views where business_id = $1 and author_member_id = $2 and not is_shared
