update jobs set claimed_until = null, attempts = attempts - 1 where id = $1 and claimed_until = $2
