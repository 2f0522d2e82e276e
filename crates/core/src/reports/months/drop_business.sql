delete from business_report_months
where business_id = $1 and build = $2 and grain = $3 and month = $4 and source = $5 and kind = $6
