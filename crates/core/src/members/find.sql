select m.id, m.name, m.email, m.role, m.sees, m.numbers, m.number_groups, m.status, m.joined_at, m.last_active_at
from listed_members m
where m.business_id = $1 and m.status = 'active' and m.id = $2
