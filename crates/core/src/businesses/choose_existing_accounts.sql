update businesses set existing_accounts = $2 where businesses.id = $1
