update users set name = $2, time_zone = $3, theme = $4 where id = $1
