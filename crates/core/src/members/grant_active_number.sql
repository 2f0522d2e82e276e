insert into number_grants (business_id, member_id, number_id)
select $1, $2, n.id from numbers n
where n.business_id = $1 and n.id = $3 and n.status = 'active'
