insert into called_back (business_id, call_id, member_id, at)
values ($1, $2, $3, $4)
