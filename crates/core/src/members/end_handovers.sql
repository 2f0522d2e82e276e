update handovers set status = 'withdrawn', ended_at = $3
where business_id = $1 and (from_member_id = $2 or to_member_id = $2) and status = 'offered'
