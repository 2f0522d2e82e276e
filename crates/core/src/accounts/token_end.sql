delete from api_tokens where business_id = $1 and member_id = $2 and id = $3 returning name
