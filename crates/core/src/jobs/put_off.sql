update jobs set claimed_until = null, attempts = attempts - 1, due_at = $3 where id = $1 and claimed_until = $2
