select id, phone_number from numbers
where business_id = $1 and group_id = $3 and status = 'active'
    /* visible: id */
order by phone_number
