insert into number_grants (business_id, member_id, number_id) values ($1, $2, $3)
