select -o.id, o.id, o.report_id, o.report, o.is_shared, o.author_member_id, o.email, o.name, o.sees, o.numbers, o.number_groups,
    o.giver, o.granted_at, o.added_at, o.sent_at, o.problem
from listed_outside_recipients o
where o.business_id = $1
    and o.report_id in (
        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
        $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33
    )
order by o.email_canonical, o.id
