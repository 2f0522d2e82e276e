delete from invitation_groups where business_id = $1 and group_id = $2
