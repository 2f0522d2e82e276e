update tags set name = $3, name_folded = $4, colour = $5 where business_id = $1 and id = $2
