-- The plus sign keeps the planner on the small index of what is under way.
update messages
set status = 'failed'
where business_id = $1 and id in (
    select id from messages
    where +business_id = $1 and status in ('queued', 'sending') and sent_at < $2
    order by sent_at
    limit $3
)
returning id
