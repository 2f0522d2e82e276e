select at, actor_name, before, after
from audit_entries
where business_id = $1 and action = 'plan.changed'
order by sequence desc
limit $2
