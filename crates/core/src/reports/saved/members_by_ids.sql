select m.id, m.name, false, cast(null as bigint), cast(null as text)
from members m
where m.business_id = $1 and m.status = 'active'
    and m.id in (
        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29, $30, $31, $32, $33
    )
order by m.name_folded, m.id
