delete from report_months
where business_id = $1 and build = $2 and number_id = $3 and grain = $4 and month = $5 and source = $6 and kind = $7
