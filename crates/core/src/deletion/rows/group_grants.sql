delete from group_grants
where business_id = $1 and (member_id, group_id) in (select member_id, group_id from group_grants where business_id = $1 limit $2)
