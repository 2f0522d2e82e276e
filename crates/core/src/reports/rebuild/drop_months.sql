delete from report_months
where business_id = $1
    and (build, number_id, grain, month, source, kind) in (
        select build, number_id, grain, month, source, kind from report_months
        where business_id = $1 and build >= $2 and build < $3
        limit $4
    )
