insert into group_grants (business_id, member_id, group_id)
select $1, $2, g.id from number_groups g
where g.business_id = $1 and g.id = $3
