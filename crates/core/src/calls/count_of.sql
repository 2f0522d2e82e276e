select count(*) from (
    select 1 from calls
    where /* by number */business_id = $1 /* visible: number_id */
    limit $3
) seen
