-- A deleted business's calls are put through nowhere.
select n.business_id, n.phone_number, n.forward_to
from numbers n
join businesses b on b.id = n.business_id and b.deleted_at is null
where n.status = 'active'
