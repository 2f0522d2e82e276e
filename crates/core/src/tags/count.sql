select count(*) from (select 1 from tags where business_id = $1 limit $2) counted
