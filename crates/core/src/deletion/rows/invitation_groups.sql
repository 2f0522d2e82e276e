delete from invitation_groups
where business_id = $1 and (invitation_id, group_id) in (select invitation_id, group_id from invitation_groups where business_id = $1 limit $2)
