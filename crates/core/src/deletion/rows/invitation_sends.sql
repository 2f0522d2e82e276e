delete from invitation_sends
where business_id = $1 and id in (select id from invitation_sends where business_id = $1 order by id limit $2)
