update businesses set reports_build = $2, reports_zone = null, reports_next_build = null
where businesses.id = $1 and reports_next_build = $2
