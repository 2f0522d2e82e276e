select count(*) from (
    select 1 from calls
    where /* by number */business_id = $1 and started_at >= $3 /* visible: number_id */
    limit $4
) seen
