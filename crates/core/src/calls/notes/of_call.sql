select n.id, n.call_id, n.author_member_id, m.name, n.text, n.created_at, n.edited_at
from call_notes n
join members m on m.business_id = n.business_id and m.id = n.author_member_id
where n.business_id = $1 and n.call_id = $2
order by n.id
limit 500
