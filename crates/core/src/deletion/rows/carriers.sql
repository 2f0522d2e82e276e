delete from carriers
where business_id = $1 and business_id in (select business_id from carriers where business_id = $1 limit $2)
