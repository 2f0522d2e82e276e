select -o.id, o.id, o.report_id, o.report, o.is_shared, o.author_member_id, o.email, o.name, o.sees, o.numbers, o.number_groups,
    o.giver, o.granted_at, o.added_at, o.sent_at, o.problem
from listed_outside_recipients o
where o.business_id = $1
    and o.email_canonical = (select m.email_canonical from members m where m.business_id = $1 and m.id = $2)
order by o.id
