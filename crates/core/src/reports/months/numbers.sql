-- The numbers with rows to be moved.
select distinct number_id from report_hours
where business_id = $1 and build = $2 and number_id > $3
order by number_id
limit $4
