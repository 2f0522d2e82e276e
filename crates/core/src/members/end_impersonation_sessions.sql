delete from sessions
where impersonation_id in (
    select id from impersonations where business_id = $1 and (member_id = $2 or actor_member_id = $2)
)
