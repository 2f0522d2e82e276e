select g.member_id, g.group_id from group_grants g where g.business_id = $1
