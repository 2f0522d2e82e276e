delete from prepared_answers
where business_id = $1 and id in (
    select id from prepared_answers
    where business_id = $1 and member_id = $2 and state in ('done', 'failed')
    order by asked_at, id
    limit $3
)
