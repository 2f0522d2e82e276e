select id from outside_recipients where business_id = $1 and report_id = $2 and email_canonical = $3
