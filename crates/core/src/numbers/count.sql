select count(*) filter (where status = 'active'), count(*) filter (where status = 'released') from numbers
where /* by number */business_id = $1
    /* visible: id */
