update jobs set claimed_until = $3 where id = $1 and claimed_until = $2 and failed_at is null
