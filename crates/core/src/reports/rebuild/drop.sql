delete from report_days
where business_id = $1 and build = $2 and number_id = $3 and day = $4 and source = $5 and kind = $6
