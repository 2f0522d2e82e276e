delete from call_changes
where business_id = $1 and id in (select id from call_changes where business_id = $1 order by id limit $2)
