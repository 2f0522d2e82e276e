select count(*) from numbers
where business_id = $1 and status = $3
    /* visible: id */
