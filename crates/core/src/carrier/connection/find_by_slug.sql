select b.id, b.deleted_at is not null, c.provider, c.account, c.secrets_sealed, c.api_base, c.trusts_api_base
from businesses b
left join carriers c on c.business_id = b.id
where b.slug = $1
