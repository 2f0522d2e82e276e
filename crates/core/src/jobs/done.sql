delete from jobs where id = $1 and claimed_until = $2
