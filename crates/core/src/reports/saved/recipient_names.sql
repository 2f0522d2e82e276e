select m.name
from report_recipients c
join members m on m.business_id = c.business_id and m.id = c.member_id
where c.business_id = $1 and c.report_id = $2
order by m.name_folded, m.id
