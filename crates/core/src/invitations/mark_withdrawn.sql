update invitations set letter = 'withdrawn' where business_id = $1 and id = $2
