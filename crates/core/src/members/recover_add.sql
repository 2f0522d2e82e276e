insert into members (business_id, user_id, role, name, name_folded, sees, status, joined_at)
values ($1, $2, 'owner', $3, $4, 'all', 'active', $5)
on conflict (business_id, user_id) where status = 'active' do nothing
returning id
