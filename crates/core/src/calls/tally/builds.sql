select time_zone, reports_zone, reports_build, reports_next_build from businesses where businesses.id = $1
