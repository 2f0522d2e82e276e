select s.id, s.from_address, s.to_address, s.body
from messages s
where s.business_id = $1 and s.number_id = $2
order by s.id desc
limit $3
