update invitations set member_id = $3 where business_id = $1 and id = $2
