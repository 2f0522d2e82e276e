delete from invitation_numbers
where business_id = $1 and (invitation_id, number_id) in (select invitation_id, number_id from invitation_numbers where business_id = $1 limit $2)
