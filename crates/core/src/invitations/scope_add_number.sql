insert into invitation_numbers (business_id, invitation_id, number_id) values ($1, $2, $3)
