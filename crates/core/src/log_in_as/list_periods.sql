select a.name, i.reason, i.allows_changes, i.started_at, i.ended_at, i.expires_at
from impersonations i
join members a on a.business_id = $1 and a.id = i.actor_member_id
where i.business_id = $1 and i.member_id = $2
order by i.started_at desc, i.id desc
limit 50
