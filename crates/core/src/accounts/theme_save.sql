update users set theme = $2 where id = $1
