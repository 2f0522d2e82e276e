delete from sessions
where impersonation_id = (select id from impersonations where business_id = $1 and id = $2)
