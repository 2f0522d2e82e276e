update invitations set status = 'cancelled', ended_at = $3, ended_by = 'inviter',
    letter = case when exists (
        select 1 from jobs j
        where j.business_id = $1 and j.kind = 'letter' and j.unique_key = invitations.letter_key
    ) then 'withdrawn' else letter end
where business_id = $1 and invited_by = $2 and status = 'pending' and expires_at > $3
    and (cast($4 as text) is null or ($4, role) not in (select actor_role, role from manages))
returning id
