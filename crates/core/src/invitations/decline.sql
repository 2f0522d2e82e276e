update invitations set status = 'cancelled', ended_at = $3, ended_by = 'refusal'
where business_id = $1 and id = $2 and status = 'pending'
    and email_canonical = (select email_canonical from users where id = $4)
