delete from outside_group_grants
where business_id = $1 and (viewer_id, group_id) in (
    select viewer_id, group_id from outside_group_grants where business_id = $1 limit $2
)
