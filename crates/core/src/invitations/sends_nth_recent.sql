select sent_at from invitation_sends
where business_id = $1 and sent_at > $3 and (cast($2 as bigint) is null or member_id = $2)
order by sent_at
limit 1 offset $4
