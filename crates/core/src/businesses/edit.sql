update businesses set name = $2, time_zone = $3, country = $4
where businesses.id = $1
