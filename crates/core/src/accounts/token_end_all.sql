delete from api_tokens
where (business_id, member_id) in (select m.business_id, m.id from members m where m.user_id = $1)
returning business_id
