select provider, account, api_base, trusts_api_base, updated_at from carriers where business_id = $1
