select m.user_id from members m
where m.business_id = $1 and m.status = 'active' and m.role = 'owner'
order by m.id
limit 1
