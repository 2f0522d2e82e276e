update businesses set deleted_at = $2, deleted_by = $3, removal_at = $4
where businesses.id = $1 and deleted_at is null
