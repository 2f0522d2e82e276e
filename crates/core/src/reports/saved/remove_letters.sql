delete from report_letters where business_id = $1 and report_id = $2
