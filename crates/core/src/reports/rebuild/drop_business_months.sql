delete from business_report_months
where business_id = $1
    and (build, grain, month, source, kind) in (
        select build, grain, month, source, kind from business_report_months
        where business_id = $1 and build >= $2 and build < $3
        limit $4
    )
