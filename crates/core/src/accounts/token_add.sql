insert into api_tokens (business_id, member_id, name, token_hash, hint, read_only, created_at, expires_at)
select $1, $2, $3, $4, $5, $8, $6, $9
where (
    select count(*) from api_tokens
    where business_id = $1 and member_id = $2 and (expires_at is null or expires_at > $6)
) < $7
returning id
