select provider, account, api_base, updated_at from carriers where business_id = $1
