delete from address_changes where user_id = $1
