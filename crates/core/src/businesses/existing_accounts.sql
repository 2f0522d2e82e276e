select existing_accounts from businesses where businesses.id = $1
