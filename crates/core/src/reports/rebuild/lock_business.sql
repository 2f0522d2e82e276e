update businesses set reports_build = reports_build where businesses.id = $1
