select c.business_id, c.provider, c.account, c.secrets_sealed, c.api_base
from businesses b
join carriers c on c.business_id = b.id
where b.slug = $1
