delete from business_report_months
where business_id = $1
    and (build, grain, month, source, kind) in (
        select build, grain, month, source, kind from business_report_months where business_id = $1 limit $2
    )
