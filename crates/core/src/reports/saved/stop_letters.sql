delete from report_recipients where business_id = $1 and report_id = $2 and member_id = $3
returning (
    select r.name from reports r where r.business_id = $1 and r.id = $2
), (
    select m.name from members m where m.business_id = $1 and m.id = $3
), (
    select m.user_id from members m where m.business_id = $1 and m.id = $3
)
