delete from report_hours
where business_id = $1
    and (build, number_id, day, hour, source, kind) in (
        select build, number_id, day, hour, source, kind from report_hours where business_id = $1 limit $2
    )
