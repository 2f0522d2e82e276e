insert into carriers (business_id, provider, account, secrets_sealed, api_base, trusts_api_base, updated_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (business_id) do update
set provider = excluded.provider, account = excluded.account, secrets_sealed = excluded.secrets_sealed,
    api_base = excluded.api_base, trusts_api_base = excluded.trusts_api_base, updated_at = excluded.updated_at
