select n.id,
    (select count(*) from (select 1 as one from calls c where c.number_id = n.id limit $2) as counted)
from numbers n
where n.business_id = $1 and n.id in (
    $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
    $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48,
    $49, $50, $51, $52
)
