insert into members (business_id, user_id, email_canonical, role, name, name_folded, sees, status, joined_at)
select $1, id, email_canonical, 'owner', $3, $4, 'all', 'active', $5
from users
where id = $2
on conflict (business_id, user_id) where status = 'active' do nothing
returning id
