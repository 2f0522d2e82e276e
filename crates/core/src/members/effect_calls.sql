select number_id, count(*) from calls where business_id = $1 group by number_id
