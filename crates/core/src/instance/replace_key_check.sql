update instance set key_check = $1 where id = 1
