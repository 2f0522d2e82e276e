update reports set name = name
where business_id = $1 and id = $2
returning schedule, next_run_at, (select b.time_zone from businesses b where b.id = reports.business_id)
