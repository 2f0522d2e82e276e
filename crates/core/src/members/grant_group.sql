insert into group_grants (business_id, member_id, group_id) values ($1, $2, $3)
