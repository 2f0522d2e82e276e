-- The rows of the reports stay those of the old time zone until the next build is whole.
update businesses
set name = $2, country = $4, time_zone = $3, currency = $5,
    reports_zone = case when time_zone = $3 then reports_zone else coalesce(reports_zone, time_zone) end,
    reports_next_build = case when time_zone = $3 then reports_next_build else coalesce(reports_next_build, reports_build) + 1 end
where businesses.id = $1
returning reports_next_build
