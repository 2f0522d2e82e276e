delete from invitation_groups where business_id = $1 and invitation_id = $2
