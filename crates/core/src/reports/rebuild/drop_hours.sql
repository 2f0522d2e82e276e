delete from report_hours
where business_id = $1
    and (build, number_id, day, hour, source, kind) in (
        select build, number_id, day, hour, source, kind from report_hours
        where business_id = $1 and build >= $2 and build < $3
        limit $4
    )
