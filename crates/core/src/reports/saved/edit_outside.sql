update outside_recipients set
    name = $3, sees = $4, granted_by = coalesce($5, granted_by),
    granted_at = case when cast($5 as bigint) is null then granted_at else $6 end,
    problem = case when cast($5 as bigint) is null then problem end
where business_id = $1 and id = $2
