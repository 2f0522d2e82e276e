delete from outside_number_grants
where business_id = $1 and (viewer_id, number_id) in (
    select viewer_id, number_id from outside_number_grants where business_id = $1 limit $2
)
