insert into departures (business_id, member_id, business_name)
select $1, $2, b.name from businesses b where b.id = $1
on conflict (business_id, member_id) do nothing
