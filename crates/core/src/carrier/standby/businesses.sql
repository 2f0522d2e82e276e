select b.slug, b.id
from businesses b
join carriers c on c.business_id = b.id
