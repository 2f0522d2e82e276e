select id, friendly_name, phone_number, status from numbers
where /* by number */business_id = $1
    and (cast($3 as text) is null
        or name_folded like $3 escape '\' or source_folded like $3 escape '\' or phone_number like $4 escape '\')
    /* visible: id */
order by status, name_folded, id
limit $5
