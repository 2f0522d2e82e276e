select v.id, v.name, v.question, v.is_shared, v.author_member_id, m.name, v.created_at, v.updated_at
from call_views v
left join members m on m.business_id = v.business_id and m.id = v.author_member_id
where v.business_id = $1 and (v.author_member_id = $2 or v.is_shared)
    and (case when v.author_member_id = $2 then '0' else '1' end || v.name_folded, v.id) > ($3, $4)
order by case when v.author_member_id = $2 then '0' else '1' end || v.name_folded, v.id
limit $5
