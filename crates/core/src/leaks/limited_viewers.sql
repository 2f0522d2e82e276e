select m.id, m.user_id, m.name from members m
where m.business_id = $1 and m.status = 'active' and m.sees = 'specific'
order by m.id
