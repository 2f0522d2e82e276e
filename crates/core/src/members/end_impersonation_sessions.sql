delete from sessions
where impersonation_id in (
    select id from impersonations where business_id = $1 and member_id = $2
    union all
    select id from impersonations where business_id = $1 and actor_member_id = $2
)
