select count(*)
from invitations i
where i.business_id = $1
    and (cast($2 as text) is null or i.role = $2)
    and (cast($3 as text) is null or i.name_folded like $3 escape '\'
        or i.email_canonical like $4 escape '\' or lower(i.email) like $4 escape '\')
    and i.expires_at > $5 and i.expires_at <= $6
    and i.status in ($7, $8, $9, $10)
