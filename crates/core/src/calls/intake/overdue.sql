-- The plus sign keeps the planner on the small index of what is under way.
select carrier_id from calls
where +business_id = $1 and status in ('ringing', 'in_progress') and started_at < $2
order by started_at
limit $3
