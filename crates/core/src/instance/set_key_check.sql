update instance
set key_check = $1
where id = 1 and key_check is null
