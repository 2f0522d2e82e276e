select count(*) from (
    select 1 from recordings
    where business_id = $1 and status = 'stored' /* visible: number_id */
    limit $3
) seen
