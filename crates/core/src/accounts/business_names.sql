select b.name
from members m
join businesses b on b.id = m.business_id
where m.user_id = $1
limit 200
