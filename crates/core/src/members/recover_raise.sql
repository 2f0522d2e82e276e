update members set role = 'owner', sees = 'all'
where business_id = $1 and user_id = $2 and status = 'active'
returning id
