select business_id, provider, account, secrets_sealed, api_base, trusts_api_base from carriers where business_id = $1
