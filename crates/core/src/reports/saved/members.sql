select m.id, m.name, c.member_id is not null, l.sent_at, l.problem
from listed_members m
left join report_recipients c on c.business_id = m.business_id and c.report_id = $2 and c.member_id = m.id
left join report_letters l on l.business_id = m.business_id and l.report_id = $2 and l.member_id = m.id
where m.business_id = $1 and m.status = 'active'
    and (cast($4 as text) is null or m.name_folded like $4 escape '\'
        or m.email_canonical like $5 escape '\' or lower(m.email) like $5 escape '\')
order by c.member_id is null, m.name_folded, m.id
limit $3
