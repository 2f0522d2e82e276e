select n.forward_to
from numbers n
join businesses b on b.id = n.business_id and b.deleted_at is null
where n.phone_number = $1 and n.status = 'active' and n.forward_to is not null
