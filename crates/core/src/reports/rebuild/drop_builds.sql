delete from report_days
where business_id = $1
    and (build, number_id, day, source, kind) in (
        select build, number_id, day, source, kind from report_days
        where business_id = $1 and build >= $2 and build < $3
        limit $4
    )
