delete from call_views
where business_id = $1 and id in (select id from call_views where business_id = $1 order by id limit $2)
