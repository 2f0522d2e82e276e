-- The businesses that have a job of a kind to claim, by the job that has been due the longest. It goes from business to
-- business by the index, so that a business with many jobs costs no more than one with a single job.
with recursive lanes (lane) as (
    select first_lane.lane
    from (
        select coalesce(business_id, 0) as lane
        from jobs
        where kind = $1 and failed_at is null
        order by coalesce(business_id, 0)
        limit 1
    ) first_lane
    union all
    select (
        select coalesce(j.business_id, 0)
        from jobs j
        where j.kind = $1 and j.failed_at is null and coalesce(j.business_id, 0) > lanes.lane
        order by coalesce(j.business_id, 0)
        limit 1
    )
    from lanes
    where lanes.lane is not null
)
select waiting.lane, waiting.due_at
from (
    select lane, (
        select j.due_at
        from jobs j
        where j.kind = $1 and j.failed_at is null and coalesce(j.business_id, 0) = lanes.lane and j.due_at <= $2
            and (j.claimed_until is null or j.claimed_until <= $2)
        order by j.due_at
        limit 1
    ) as due_at
    from lanes
    -- The jobs of a deleted business wait, in case it is taken back. A count, since PostgreSQL would read all businesses for
    -- an `exists`.
    where lane is not null and (select count(*) from businesses b where b.id = lanes.lane and b.deleted_at is not null) = 0
) waiting
where waiting.due_at is not null
order by waiting.due_at, waiting.lane
limit 1000
