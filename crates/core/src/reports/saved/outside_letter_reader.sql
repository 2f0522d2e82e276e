select b.name, o.email, o.id is not null
from businesses b
left join outside_recipients o on o.business_id = b.id and o.report_id = $2 and o.id = $3
where b.id = $1 and b.deleted_at is null
