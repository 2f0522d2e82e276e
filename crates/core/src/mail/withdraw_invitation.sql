delete from jobs
where business_id = $1 and kind = $2
    and unique_key = (select i.letter_key from invitations i where i.business_id = $1 and i.id = $3)
