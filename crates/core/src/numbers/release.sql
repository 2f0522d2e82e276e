update numbers set status = 'released', released_at = $3
where business_id = $1 and id = $2 and status = 'active'
