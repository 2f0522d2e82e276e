delete from report_recipients where business_id = $1 and report_id = $2 and member_id <> $3
