select h.created_at, h.member_id, m.name, h.rule_id, h.changed
from call_changes h
left join members m on m.business_id = h.business_id and m.id = h.member_id
where h.business_id = $1 and h.call_id = $2
order by h.id desc
limit $3
