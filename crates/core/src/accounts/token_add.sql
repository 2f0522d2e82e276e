insert into api_tokens (business_id, member_id, name, token_hash, hint, created_at)
select $1, $2, $3, $4, $5, $6
where (select count(*) from api_tokens where business_id = $1 and member_id = $2) < $7
returning id
