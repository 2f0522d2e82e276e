select n.call_id, m.name, n.text
from call_notes n
join members m on m.business_id = n.business_id and m.id = n.author_member_id
where n.business_id = $1
    and n.call_id in (
        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29, $30, $31, $32, $33
    )
order by n.call_id, n.id
