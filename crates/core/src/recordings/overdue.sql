-- The plus sign keeps the planner on the small index of what is under way.
update recordings
set status = 'failed', failure = coalesce(failure, $5)
where business_id = $1 and id in (
    select id from recordings
    where +business_id = $1 and status = 'waiting' and created_at < $2 and (source_url is null or created_at < $3)
    order by created_at
    limit $4
)
returning call_id
