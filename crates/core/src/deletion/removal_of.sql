select removal_at from businesses where slug = $1 and removal_at is not null
