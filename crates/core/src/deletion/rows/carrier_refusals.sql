delete from carrier_refusals
where business_id = $1 and (reason) in (select reason from carrier_refusals where business_id = $1 limit $2)
