update jobs set claimed_until = null, due_at = $3, failed_at = $4, failure = $5 where id = $1 and claimed_until = $2
