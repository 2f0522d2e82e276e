update instance
set founded_at = $1
where id = 1 and founded_at is null
