select count(*)
from members m
join users u on u.id = m.user_id
where m.business_id = $1 and m.status = 'active'
    and (cast($2 as text) is null or m.role = $2)
    and (cast($3 as text) is null or m.name_folded like $3 escape '\'
        or m.email_canonical like $4 escape '\' or lower(u.email) like $4 escape '\')
