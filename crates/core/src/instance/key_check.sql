select key_check from instance where id = 1
