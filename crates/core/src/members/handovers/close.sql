update handovers set status = $3, ended_at = $4
where business_id = $1 and id = $2 and status = 'offered'
