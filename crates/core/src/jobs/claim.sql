update jobs
set claimed_until = $4, attempts = attempts + 1
where id in (
        select id
        from jobs
        where kind = $1 and failed_at is null and coalesce(business_id, 0) = $2 and due_at <= $3
            and (claimed_until is null or claimed_until <= $3)
        order by due_at, id
        limit 1
    )
    and failed_at is null and due_at <= $3 and (claimed_until is null or claimed_until <= $3)
    and (select count(*) from businesses b where b.id = jobs.business_id and b.deleted_at is not null) = 0
returning id, business_id, coalesce(business_id, 0), payload, due_at, attempts, claimed_until
