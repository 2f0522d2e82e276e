delete from call_changes
where business_id = $1 and id in (select id from call_changes where business_id = $1 limit $2)
