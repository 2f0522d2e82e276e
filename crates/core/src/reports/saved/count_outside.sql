select count(*) from outside_recipients where business_id = $1 and report_id = $2
