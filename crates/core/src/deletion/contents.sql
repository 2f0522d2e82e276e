select
    (select count(*) from members where business_id = $1 and status = 'active'),
    (select count(*) from numbers where business_id = $1 and status = 'active'),
    (select count(*) from (select id from calls where business_id = $1 limit $2) counted)
