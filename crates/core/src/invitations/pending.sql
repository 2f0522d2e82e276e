select i.id, b.name, b.slug, m.name, i.role, i.expires_at
from invitations i
join businesses b on b.id = i.business_id and b.deleted_at is null
join members m on m.business_id = i.business_id and m.id = i.invited_by
where i.email_canonical = (select u.email_canonical from users u where u.id = $1 and u.proved_at is not null)
    and i.status = 'pending'
    and i.expires_at > $2
order by i.created_at desc, i.id desc
limit 50
