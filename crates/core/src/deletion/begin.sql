update businesses set removal_begun_at = coalesce(removal_begun_at, $2)
where id = $1 and removal_at <= $2
returning id, name, slug
