delete from member_columns
where business_id = $1
    and member_id in (select member_id from member_columns where business_id = $1 order by member_id limit $2)
