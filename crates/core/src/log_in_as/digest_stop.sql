update members set wants_digest = false where business_id = $1 and id = $2
    and exists (select 1 from businesses b where b.id = $1 and b.deleted_at is null)
