delete from number_grants
where business_id = $1 and (member_id, number_id) in (select member_id, number_id from number_grants where business_id = $1 limit $2)
