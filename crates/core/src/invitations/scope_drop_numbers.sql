delete from invitation_numbers where business_id = $1 and invitation_id = $2
