select n.id, n.call_id, n.author_member_id, m.name, n.text, n.created_at, n.edited_at
from call_notes n
join calls c on c.business_id = n.business_id and c.id = n.call_id
join members m on m.business_id = n.business_id and m.id = n.author_member_id
where n.business_id = $1 and n.id = $3 /* visible: c.number_id */
