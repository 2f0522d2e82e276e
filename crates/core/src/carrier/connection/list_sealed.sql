select b.slug, c.business_id, c.secrets_sealed
from carriers c
join businesses b on b.id = c.business_id and b.deleted_at is null
order by b.slug
