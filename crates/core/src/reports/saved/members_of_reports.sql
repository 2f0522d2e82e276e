select c.report_id, m.id, m.name
from report_recipients c
join members m on m.business_id = c.business_id and m.id = c.member_id and m.status = 'active'
where c.business_id = $1
    and c.report_id in (
        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
        $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33
    )
order by m.name_folded, m.id
