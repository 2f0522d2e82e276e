update businesses set deleted_at = null, deleted_by = null, removal_at = null
where businesses.id = $1 and deleted_at is not null and removal_begun_at is null and removal_at > $3
    and exists (
        select 1 from members m
        where m.business_id = $1 and m.id = $2 and m.status = 'active' and m.role = 'owner'
    )
