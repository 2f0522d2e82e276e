update handovers set status = 'withdrawn', ended_at = expires_at
where business_id = $1 and status = 'offered' and expires_at <= $2
