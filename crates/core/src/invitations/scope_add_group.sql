insert into invitation_groups (business_id, invitation_id, group_id) values ($1, $2, $3)
