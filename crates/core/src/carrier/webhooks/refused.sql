select reason, refused, last_at from carrier_refusals where business_id = $1 order by last_at desc, reason
